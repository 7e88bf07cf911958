//! Asks for write-offs; what the tolerance covers is written off at once.

use o2c_kernel::{Call, Set};
use o2c_store::Claimed;

use super::Answers;
use crate::{
    Receivables,
    domain::{Loaded, OpenItemId, RequestWriteOff, WriteOff},
    error::ReceivablesError,
    storage,
};

pub async fn request_write_offs(
    receivables: &Receivables,
    call: &Call,
    set: Set<RequestWriteOff, WriteOff>,
) -> Answers<WriteOff> {
    receivables
        .store
        .write_set(call, set, async |tx, items: &mut Claimed<RequestWriteOff, WriteOff, ReceivablesError>| {
            let ids: Vec<OpenItemId> = items.pending().map(|command| command.item).collect();
            let books = storage::hold_books(tx, call.tenant()).await?;
            let loaded = storage::lock_items(tx, call.tenant(), ids).await?;
            let tolerated = storage::tolerated(tx, call.tenant(), loaded.iter().map(|item| item.id)).await?;
            let mut desk = receivables.desk(call, Loaded { books, items: loaded, tolerated, ..Loaded::default() });
            for item in items.items_mut() {
                let decision = desk.request_write_off(item.command());
                item.decide(decision.map_err(ReceivablesError::from));
            }
            receivables.finish(tx, call, desk, Vec::new()).await
        })
        .await
}
