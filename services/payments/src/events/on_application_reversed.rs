//! What was applied is open again; cash that had paid it is to be placed anew.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::ApplicationReversed;
use o2c_store::Tx;

use super::read::{Unreadable, id, money, take};
use crate::{app::OpenItemFact, error::PaymentsError, service::Payments};

pub async fn on_application_reversed(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ApplicationReversed>],
) -> Result<Vec<Verdict>, PaymentsError> {
    take(payments, tx, call, facts.iter().map(|fact| read(&fact.message)).collect()).await
}

fn read(message: &ApplicationReversed) -> Result<OpenItemFact, Unreadable> {
    let item = id("open_item_id", &message.open_item_id)?;
    let open = money("open_amount_after", message.open_amount_after.as_ref())?.minor();
    if message.kind != "cash" {
        return Ok(OpenItemFact::Open { item, open });
    }
    Ok(OpenItemFact::CashReversed {
        item,
        open,
        receipt: id("source_id", &message.source_id)?,
        application: id("reverses_application_id", &message.reverses_application_id)?,
        amount: money("amount", message.amount.as_ref())?.minor().saturating_abs(),
    })
}
