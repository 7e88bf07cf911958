//! What was paid, credited or written off is open again.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::ApplicationReversed;
use o2c_store::Tx;

use super::read::open_after;
use crate::{app, error::CollectionsError, service::Collections};

pub async fn on_application_reversed(
    collections: &Collections,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ApplicationReversed>],
) -> Result<Vec<Verdict>, CollectionsError> {
    let change = |fact: &Received<ApplicationReversed>| {
        open_after(call, fact, &fact.message.open_item_id, fact.message.open_amount_after.as_ref())
    };
    app::change_items(collections, tx, call, facts.iter().map(change).collect()).await
}
