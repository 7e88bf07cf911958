//! Credit notes that a person asks for.

use std::collections::BTreeSet;

use o2c_kernel::{Address, Call, Currency, Date, Id, Money, PerItem, Set};

use super::issue::{day_of_issue, decide_and_issue};
use crate::{
    BillingError,
    domain::{
        credit::NoteHead,
        document::{Document, Kind},
        draft::{Draft, Head},
        ids::DocumentId,
        note::{NoteLine, free_standing},
        party::Customer,
        reason::Reason,
        refusal::Refusal,
        tax::{Rules, Supply},
    },
    service::Billing,
    storage::{self, documents::Documents},
};

/// What is to be credited.
#[derive(Clone, Debug)]
pub enum CreateCreditNote {
    OnInvoice(OnInvoice),
    Unreferenced(Box<Unreferenced>),
}

/// A part of an invoice, or all that is left of it.
#[derive(Clone, Debug)]
pub struct OnInvoice {
    pub invoice: DocumentId,
    /// `None`: today.
    pub issued_on: Option<Date>,
    pub reason: Reason,
    /// Empty: all that is left.
    pub lines: Vec<NoteLine>,
}

/// An amount for a customer, of no invoice.
#[derive(Clone, Debug)]
pub struct Unreferenced {
    pub customer: Customer,
    pub ship_to: Option<Address>,
    pub currency: Currency,
    pub issued_on: Option<Date>,
    pub reason: Reason,
    pub lines: Vec<NoteLine>,
}

/// Credits each item of the set; several may name one invoice.
pub async fn create_credit_notes(
    billing: &Billing,
    call: &Call,
    set: Set<CreateCreditNote, Document>,
) -> Result<PerItem<Document, BillingError>, BillingError> {
    billing
        .store
        .write_set(call, set, async |tx, claimed| {
            let ids: Vec<DocumentId> = claimed
                .pending()
                .filter_map(|command| match command {
                    CreateCreditNote::OnInvoice(command) => Some(command.invoice),
                    CreateCreditNote::Unreferenced(_) => None,
                })
                .collect();
            let mut invoices = storage::documents::load_for_update(tx, call.tenant(), ids).await?;
            let rules = billing.domestic_rules(tx, call).await?;
            let mut credited = BTreeSet::new();
            decide_and_issue(billing, tx, call, claimed, |command| match command {
                CreateCreditNote::OnInvoice(command) => {
                    let draft = on_invoice(call, &mut invoices, command)?;
                    credited.insert(command.invoice);
                    Ok(draft)
                }
                CreateCreditNote::Unreferenced(command) => unreferenced(billing, call, &rules, command),
            })
            .await?;
            let touched = credited.iter().filter_map(|id| invoices.get(id));
            storage::documents::save_credits(tx, call.tenant(), touched).await?;
            Ok(())
        })
        .await
}

fn on_invoice(call: &Call, invoices: &mut Documents, command: &OnInvoice) -> Result<Draft, Refusal> {
    let invoice = invoices.get_mut(&command.invoice).ok_or(Refusal::DocumentNotFound(command.invoice))?;
    let note = NoteHead {
        id: Id::new(),
        issued_on: day_of_issue(call, command.issued_on)?,
        reason: command.reason.clone(),
        dispute: None,
        occurred_at: call.now(),
    };
    let credit = if command.lines.is_empty() {
        invoice.credit_rest(&note)?
    } else {
        invoice.credit_note_lines(&note, &command.lines)?
    };
    invoice.apply(&credit);
    Ok(credit.draft)
}

fn unreferenced(billing: &Billing, call: &Call, rules: &Rules, command: &Unreferenced) -> Result<Draft, Refusal> {
    let issued_on = day_of_issue(call, command.issued_on)?;
    let supply = Supply {
        from: billing.config.seat,
        to: command.customer.destination(command.ship_to.as_ref()),
        business: !command.customer.tax_id.is_empty(),
        on: issued_on,
    };
    let head = Head {
        id: Id::new(),
        kind: Kind::CreditNote,
        customer: command.customer.clone(),
        ship_to: command.ship_to.clone(),
        order: None,
        shipment: None,
        issued_on,
        supplied_on: issued_on,
        currency: command.currency,
        corrected: None,
        reason: Some(command.reason.clone()),
        dispute: None,
        replaces: None,
        gross_estimate: Money::zero(command.currency),
        occurred_at: call.now(),
    };
    free_standing(head, &supply, rules, &command.lines)
}
