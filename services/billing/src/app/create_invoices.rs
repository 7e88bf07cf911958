//! Invoices for what no order line stands for: fees, surcharges, shipping charges.

use o2c_kernel::{Address, Call, Currency, Date, Id, Money, PerItem, Set};

use super::issue::{day_of_issue, decide_and_issue};
use crate::{
    BillingError,
    domain::{
        document::{Document, Kind},
        draft::Head,
        note::{NoteLine, free_standing},
        party::Customer,
        refusal::Refusal,
        tax::Supply,
    },
    service::Billing,
};

#[derive(Clone, Debug)]
pub struct CreateInvoice {
    pub customer: Customer,
    pub ship_to: Option<Address>,
    pub currency: Currency,
    /// `None`: today.
    pub issued_on: Option<Date>,
    /// `None`: the day of issue.
    pub supplied_on: Option<Date>,
    pub lines: Vec<NoteLine>,
}

/// Issues each invoice of the set.
pub async fn create_invoices(
    billing: &Billing,
    call: &Call,
    set: Set<CreateInvoice, Document>,
) -> Result<PerItem<Document, BillingError>, BillingError> {
    billing
        .store
        .write_set(call, set, async |tx, claimed| {
            let rules = billing.domestic_rules(tx, call).await?;
            decide_and_issue(billing, tx, call, claimed, |command| {
                let head = head(call, command)?;
                let supply = Supply {
                    from: billing.config.seat,
                    to: command.customer.destination(command.ship_to.as_ref()),
                    business: !command.customer.tax_id.is_empty(),
                    on: head.supplied_on,
                };
                free_standing(head, &supply, &rules, &command.lines)
            })
            .await
        })
        .await
}

fn head(call: &Call, command: &CreateInvoice) -> Result<Head, Refusal> {
    let issued_on = day_of_issue(call, command.issued_on)?;
    Ok(Head {
        id: Id::new(),
        kind: Kind::Invoice,
        customer: command.customer.clone(),
        ship_to: command.ship_to.clone(),
        order: None,
        shipment: None,
        issued_on,
        supplied_on: command.supplied_on.unwrap_or(issued_on),
        currency: command.currency,
        corrected: None,
        reason: None,
        dispute: None,
        replaces: None,
        gross_estimate: Money::zero(command.currency),
        occurred_at: call.now(),
    })
}
