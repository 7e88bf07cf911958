//! What will not be paid is not open any more.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::OpenItemWrittenOff;
use o2c_store::Tx;

use super::read::{Unreadable, id, money, take};
use crate::{app::OpenItemFact, error::PaymentsError, service::Payments};

pub async fn on_open_item_written_off(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OpenItemWrittenOff>],
) -> Result<Vec<Verdict>, PaymentsError> {
    take(payments, tx, call, facts.iter().map(|fact| read(&fact.message)).collect()).await
}

fn read(message: &OpenItemWrittenOff) -> Result<OpenItemFact, Unreadable> {
    let open = money("open_amount_after", message.open_amount_after.as_ref())?.minor();
    Ok(OpenItemFact::Open { item: id("open_item_id", &message.open_item_id)?, open })
}
