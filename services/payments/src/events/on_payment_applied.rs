//! Cash has paid part of an item: less is open, and what its proposal held of it is not held any more.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::PaymentApplied;
use o2c_store::Tx;

use super::{
    read::{Unreadable, id, money, take},
    taken_back,
};
use crate::{app::OpenItemFact, domain::ReceiptId, error::PaymentsError, service::Payments};

pub async fn on_payment_applied(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    facts: &[Received<PaymentApplied>],
) -> Result<Vec<Verdict>, PaymentsError> {
    let receipt =
        |fact: &Received<PaymentApplied>| -> Option<ReceiptId> { id("receipt_id", &fact.message.receipt_id).ok() };
    let behind = taken_back::behind(payments, tx, call, facts.iter().filter_map(receipt)).await?;
    let waiting = |fact: &Received<PaymentApplied>| receipt(fact).filter(|receipt| behind.contains(receipt));
    let here = facts.iter().filter(|fact| waiting(fact).is_none());
    let mut taken = take(payments, tx, call, here.map(|fact| read(&fact.message)).collect()).await?.into_iter();
    // With it its receipt would find nothing left to pay, and be matched otherwise than it was.
    let verdict = |fact| waiting(fact).map_or_else(|| taken.next(), |receipt| Some(Verdict::Wait(receipt.uuid())));
    Ok(facts.iter().map_while(verdict).collect())
}

fn read(message: &PaymentApplied) -> Result<OpenItemFact, Unreadable> {
    let item = id("open_item_id", &message.open_item_id)?;
    let open = money("open_amount_after", message.open_amount_after.as_ref())?.minor();
    if message.proposal_id.is_empty() {
        return Ok(OpenItemFact::Open { item, open });
    }
    Ok(OpenItemFact::Paid { item, open, proposal: id("proposal_id", &message.proposal_id)? })
}
