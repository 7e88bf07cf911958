//! Voiding: all that is left of an invoice is taken back, and billed again if asked for.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Id, PerItem, Set};
use o2c_store::Tx;

use super::issue::issue;
use crate::{
    BillingError,
    domain::{
        credit::NoteHead,
        document::Document,
        draft::Draft,
        ids::DocumentId,
        reason::{Reason, ReasonCode},
        refusal::Refusal,
        voiding::Rebill,
    },
    service::Billing,
    storage::{self, documents::Documents},
};

#[derive(Clone, Debug)]
pub struct VoidInvoice {
    pub invoice: DocumentId,
    pub reason: String,
    pub rebill: bool,
}

/// What took the place of the invoice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Voided {
    pub credit_note: Document,
    pub invoice: Option<Document>,
}

/// Voids each invoice of the set.
pub async fn void_invoices(
    billing: &Billing,
    call: &Call,
    set: Set<VoidInvoice, Voided>,
) -> Result<PerItem<Voided, BillingError>, BillingError> {
    billing
        .store
        .write_set(call, set, async |tx, claimed| {
            let ids: Vec<DocumentId> = claimed.pending().map(|command| command.invoice).collect();
            hold_orders(tx, call, claimed.pending().filter(|command| command.rebill)).await?;
            let mut invoices = storage::documents::load_for_update(tx, call.tenant(), ids).await?;
            let mut drafts = Vec::new();
            let mut rebilled = Vec::new();
            let mut voided = BTreeSet::new();
            for item in claimed.items_mut() {
                match void(call, &mut invoices, item.command()) {
                    Ok((credit_note, invoice)) => {
                        voided.insert(item.command().invoice);
                        rebilled.push(invoice.is_some());
                        drafts.push(credit_note);
                        drafts.extend(invoice);
                    }
                    Err(refusal) => item.refuse(refusal.into()),
                }
            }
            let mut documents = issue(billing, tx, call, drafts).await?.into_iter();
            for (item, rebilled) in claimed.items_mut().zip(rebilled) {
                if let Some(credit_note) = documents.next() {
                    let invoice = if rebilled { documents.next() } else { None };
                    item.accept(Voided { credit_note, invoice });
                }
            }
            let touched = voided.iter().filter_map(|id| invoices.get(id));
            storage::documents::save_credits(tx, call.tenant(), touched).await?;
            Ok(())
        })
        .await
}

/// Holds the orders of what is billed again: a return of theirs looks for their invoices, and must find the new one.
async fn hold_orders(tx: &Tx, call: &Call, commands: impl Iterator<Item = &VoidInvoice>) -> Result<(), BillingError> {
    let invoices: Vec<DocumentId> = commands.map(|command| command.invoice).collect();
    let orders = storage::related::orders_of(tx, call.tenant(), invoices).await?;
    storage::source::orders_for_update(tx, call.tenant(), orders).await?;
    Ok(())
}

fn void(call: &Call, invoices: &mut Documents, command: &VoidInvoice) -> Result<(Draft, Option<Draft>), Refusal> {
    let invoice = invoices.get_mut(&command.invoice).ok_or(Refusal::DocumentNotFound(command.invoice))?;
    let note = NoteHead {
        id: Id::new(),
        issued_on: call.today(),
        reason: Reason { code: ReasonCode::Cancellation, text: command.reason.clone() },
        dispute: None,
        occurred_at: call.now(),
    };
    let rebill = command.rebill.then(|| Rebill { id: Id::new(), issued_on: call.today() });
    let (credit, again) = invoice.void(&note, rebill)?;
    invoice.apply(&credit);
    Ok((credit.draft, again))
}
