//! Posts bad debt that belongs to no open item.

use std::collections::HashMap;

use o2c_kernel::{Call, Set};
use o2c_store::Claimed;

use super::Answers;
use crate::{
    Receivables,
    domain::{BadDebt, JournalEntry, JournalEntryId, Loaded, Refusal},
    error::ReceivablesError,
    storage::{self, PostedEntry},
};

pub async fn post_bad_debts(
    receivables: &Receivables,
    call: &Call,
    set: Set<BadDebt, PostedEntry>,
) -> Answers<PostedEntry> {
    receivables
        .store
        .write_set(call, set, async |tx, items: &mut Claimed<BadDebt, PostedEntry, ReceivablesError>| {
            let books = storage::hold_books(tx, call.tenant()).await?;
            let mut desk = receivables.desk(call, Loaded { books, ..Loaded::default() });
            let decided: Vec<Result<JournalEntry, Refusal>> =
                items.pending().map(|command| desk.post_bad_debt(command)).collect();
            receivables.finish(tx, call, desk, Vec::new()).await?;

            // the database numbers entries, so what it gave is read back
            let ids: Vec<JournalEntryId> = decided.iter().flatten().map(|entry| entry.id).collect();
            let posted = storage::posted(tx, call.tenant(), ids).await?;
            let mut posted: HashMap<JournalEntryId, PostedEntry> =
                posted.into_iter().map(|entry| (entry.entry.id, entry)).collect();
            for (item, decision) in items.items_mut().zip(decided) {
                let kept = decision.and_then(|entry| {
                    posted.remove(&entry.id).ok_or(Refusal::Inconsistent("an entry that was posted is not there"))
                });
                item.decide(kept.map_err(ReceivablesError::from));
            }
            Ok(())
        })
        .await
}
