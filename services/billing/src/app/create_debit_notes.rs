//! Debit notes: more is charged for something that was invoiced.

use o2c_kernel::{Call, Date, Id, PerItem, Set};

use super::issue::{day_of_issue, decide_and_issue};
use crate::{
    BillingError,
    domain::{
        credit::NoteHead,
        document::{Document, Kind},
        ids::DocumentId,
        note::{NoteLine, debit},
        reason::Reason,
        refusal::Refusal,
        tax::Supply,
    },
    service::Billing,
    storage,
};

#[derive(Clone, Debug)]
pub struct CreateDebitNote {
    pub invoice: DocumentId,
    /// `None`: today.
    pub issued_on: Option<Date>,
    pub reason: Reason,
    pub lines: Vec<NoteLine>,
}

/// Charges each item of the set. The invoice itself does not change, so it is not locked.
pub async fn create_debit_notes(
    billing: &Billing,
    call: &Call,
    set: Set<CreateDebitNote, Document>,
) -> Result<PerItem<Document, BillingError>, BillingError> {
    billing
        .store
        .write_set(call, set, async |tx, claimed| {
            let ids: Vec<DocumentId> = claimed.pending().map(|command| command.invoice).collect();
            let invoices = storage::documents::find(tx, call.tenant(), ids).await?;
            let rules = billing.domestic_rules(tx, call).await?;
            decide_and_issue(billing, tx, call, claimed, |command| {
                let invoice = invoices.get(&command.invoice).ok_or(Refusal::DocumentNotFound(command.invoice))?;
                let note = NoteHead {
                    id: Id::new(),
                    issued_on: day_of_issue(call, command.issued_on)?,
                    reason: command.reason.clone(),
                    dispute: None,
                    occurred_at: call.now(),
                };
                let head = &invoice.draft.head;
                let supply = Supply {
                    from: billing.config.seat,
                    to: head.customer.destination(head.ship_to.as_ref()),
                    business: !head.customer.tax_id.is_empty(),
                    on: head.supplied_on,
                };
                debit(invoice, note.on(Kind::DebitNote, invoice), &supply, &rules, &command.lines)
            })
            .await
        })
        .await
}
