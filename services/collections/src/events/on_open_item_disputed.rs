//! Receivables has flagged an item, or settled its dispute: then the resolved dispute has had its effect.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::OpenItemDisputed;
use o2c_store::Tx;

use super::read::{Unreadable, day_of, id, money};
use crate::{
    app::{self, Change, ItemChange},
    error::CollectionsError,
    service::Collections,
};

pub async fn on_open_item_disputed(
    collections: &Collections,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OpenItemDisputed>],
) -> Result<Vec<Verdict>, CollectionsError> {
    let change = |fact: &Received<OpenItemDisputed>| -> Result<ItemChange, Unreadable> {
        let message = &fact.message;
        let flagged = money("disputed_amount", message.disputed_amount.as_ref())?;
        Ok(ItemChange {
            item: id("open_item_id", &message.open_item_id)?,
            at: fact.occurred_at,
            on: day_of(call, fact),
            what: Change::Flagged {
                dispute: id("dispute_id", &message.dispute_id)?,
                amount: flagged,
                // before it was said, a flag of 0 had to be taken for it
                settled: message.settled.unwrap_or(flagged.is_zero()),
            },
        })
    };
    app::change_items(collections, tx, call, facts.iter().map(change).collect()).await
}
