//! Cash has paid part of an item: less is open, and what its proposal held of it is not held any more.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::PaymentApplied;
use o2c_store::Tx;

use super::read::{Unreadable, id, money, take};
use crate::{app::OpenItemFact, error::PaymentsError, service::Payments};

pub async fn on_payment_applied(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    facts: &[Received<PaymentApplied>],
) -> Result<Vec<Verdict>, PaymentsError> {
    take(payments, tx, call, facts.iter().map(|fact| read(&fact.message)).collect()).await
}

fn read(message: &PaymentApplied) -> Result<OpenItemFact, Unreadable> {
    let item = id("open_item_id", &message.open_item_id)?;
    let open = money("open_amount_after", message.open_amount_after.as_ref())?.minor();
    if message.proposal_id.is_empty() {
        return Ok(OpenItemFact::Open { item, open });
    }
    Ok(OpenItemFact::Paid { item, open, proposal: id("proposal_id", &message.proposal_id)? })
}
