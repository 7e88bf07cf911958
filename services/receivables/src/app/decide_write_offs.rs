//! Decides write-offs: somebody else than who asked.

use o2c_kernel::{Call, Set};
use o2c_store::Claimed;

use super::Answers;
use crate::{
    Receivables,
    domain::{DecideWriteOff, Loaded, OpenItemId, WriteOff, WriteOffId},
    error::ReceivablesError,
    storage,
};

pub async fn decide_write_offs(
    receivables: &Receivables,
    call: &Call,
    set: Set<DecideWriteOff, WriteOff>,
) -> Answers<WriteOff> {
    receivables
        .store
        .write_set(call, set, async |tx, items: &mut Claimed<DecideWriteOff, WriteOff, ReceivablesError>| {
            let ids: Vec<WriteOffId> = items.pending().map(|command| command.write_off).collect();
            let books = storage::hold_books(tx, call.tenant()).await?;
            let write_offs = storage::lock_write_offs(tx, call.tenant(), ids).await?;
            let ids: Vec<OpenItemId> = write_offs.iter().map(|write_off| write_off.item).collect();
            let loaded = storage::lock_items(tx, call.tenant(), ids).await?;
            let mut desk = receivables.desk(call, Loaded { books, items: loaded, write_offs, ..Loaded::default() });
            for item in items.items_mut() {
                let decision = desk.decide_write_off(item.command());
                item.decide(decision.map_err(ReceivablesError::from));
            }
            receivables.finish(tx, call, desk, Vec::new()).await
        })
        .await
}
