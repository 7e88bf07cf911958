//! Uses credit notes to pay what their customers owe.

use o2c_kernel::{Call, Set};
use o2c_store::Claimed;

use super::Answers;
use crate::{
    Receivables,
    domain::{Application, ApplyCreditNote, Loaded, OpenItemId},
    error::ReceivablesError,
    storage,
};

pub async fn apply_credit_notes(
    receivables: &Receivables,
    call: &Call,
    set: Set<ApplyCreditNote, Application>,
) -> Answers<Application> {
    receivables
        .store
        .write_set(call, set, async |tx, items: &mut Claimed<ApplyCreditNote, Application, ReceivablesError>| {
            let ids: Vec<OpenItemId> = items.pending().flat_map(|command| [command.note, command.item]).collect();
            let books = storage::hold_books(tx, call.tenant()).await?;
            let loaded = storage::lock_items(tx, call.tenant(), ids).await?;
            let mut desk = receivables.desk(call, Loaded { books, items: loaded, ..Loaded::default() });
            for item in items.items_mut() {
                let decision = desk.apply_credit_note(item.command());
                item.decide(decision.map_err(ReceivablesError::from));
            }
            receivables.finish(tx, call, desk, Vec::new()).await
        })
        .await
}
