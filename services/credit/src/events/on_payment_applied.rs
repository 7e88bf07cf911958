//! Cash paid a document, in part or whole, and what was written off along with it.

use o2c_kernel::{Call, Money};
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::PaymentApplied;
use o2c_store::Tx;

use super::read::{Unreadable, cause, customer, document_type, id, money, optional_money, record, refused};
use crate::{
    domain::{Document, FactMovement},
    error::CreditError,
    service::Credit,
};

pub async fn on_payment_applied(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<PaymentApplied>],
) -> Result<Vec<Verdict>, CreditError> {
    record(credit, tx, call, facts.iter().map(movement).collect()).await
}

fn movement(fact: &Received<PaymentApplied>) -> Result<Option<FactMovement>, Unreadable> {
    let message = &fact.message;
    let customer = customer(&message.customer_id)?;
    let kind = document_type(&message.document_type)?;
    let document = Document { id: id("document_id", &message.document_id)?, kind };
    let paid = money("amount", message.amount.as_ref())?;
    let written_off = optional_money("write_off_amount", message.write_off_amount.as_ref())?;
    let settled = paid.checked_add(written_off.unwrap_or(Money::zero(paid.currency())));
    let settled = settled.map_err(|error| error.to_string())?;
    FactMovement::settled(cause(fact), customer, document, settled).map(Some).map_err(refused)
}
