//! The customer paid less than the invoice and is not given the difference.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::payments::v1::DeductionRaised;
use o2c_store::Tx;

use super::read::{Unreadable, date, id, money};
use crate::{
    app::{self, RaisedDeduction},
    domain::DisputeReason,
    error::CollectionsError,
    service::Collections,
};

pub async fn on_deduction_raised(
    collections: &Collections,
    tx: &Tx,
    call: &Call,
    facts: &[Received<DeductionRaised>],
) -> Result<Vec<Verdict>, CollectionsError> {
    app::raise_deductions(collections, tx, call, facts.iter().map(deduction).collect()).await
}

fn deduction(fact: &Received<DeductionRaised>) -> Result<RaisedDeduction, Unreadable> {
    let message = &fact.message;
    let amount = money("amount", message.amount.as_ref())?;
    if !amount.is_positive() {
        return Err("amount: must be more than zero".to_owned());
    }
    Ok(RaisedDeduction {
        id: id("deduction_id", &message.deduction_id)?,
        receipt: id("receipt_id", &message.receipt_id)?,
        item: id("open_item_id", &message.open_item_id)?,
        amount,
        // a reason that we do not know yet is no reason to lose the deduction
        reason: DisputeReason::parse(&message.reason).unwrap_or(DisputeReason::Other),
        on: date("raised_on", message.raised_on)?,
        at: fact.occurred_at,
    })
}
