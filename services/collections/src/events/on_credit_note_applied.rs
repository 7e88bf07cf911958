//! A credit note pays an item: one fact for the item, one for the credit note, which has less left to use.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::CreditNoteApplied;
use o2c_store::Tx;

use super::read::open_after;
use crate::{app, error::CollectionsError, service::Collections};

pub async fn on_credit_note_applied(
    collections: &Collections,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CreditNoteApplied>],
) -> Result<Vec<Verdict>, CollectionsError> {
    let change = |fact: &Received<CreditNoteApplied>| {
        open_after(call, fact, &fact.message.open_item_id, fact.message.open_amount_after.as_ref())
    };
    app::change_items(collections, tx, call, facts.iter().map(change).collect()).await
}
