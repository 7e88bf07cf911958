//! An item, or the rest of it, is given up.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::OpenItemWrittenOff;
use o2c_store::Tx;

use super::read::open_after;
use crate::{app, error::CollectionsError, service::Collections};

pub async fn on_open_item_written_off(
    collections: &Collections,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OpenItemWrittenOff>],
) -> Result<Vec<Verdict>, CollectionsError> {
    let change = |fact: &Received<OpenItemWrittenOff>| {
        open_after(call, fact, &fact.message.open_item_id, fact.message.open_amount_after.as_ref())
    };
    app::change_items(collections, tx, call, facts.iter().map(change).collect()).await
}
