//! Takes over what is open in another system.

use o2c_kernel::{Call, Set};
use o2c_store::Claimed;

use super::Answers;
use crate::{
    Receivables,
    domain::{Loaded, OpenItem, OpeningItem, Refusal, document_of, item_of},
    error::ReceivablesError,
    storage,
};

pub async fn import_open_items(
    receivables: &Receivables,
    call: &Call,
    set: Set<OpeningItem, OpenItem>,
) -> Answers<OpenItem> {
    receivables
        .store
        .write_set(call, set, async |tx, items: &mut Claimed<OpeningItem, OpenItem, ReceivablesError>| {
            let id = |it: &OpeningItem| item_of(document_of(it.customer, it.document_type, &it.number));
            let ids: Vec<_> = items.pending().map(id).collect();
            let books = storage::hold_books(tx, call.tenant()).await?;
            let known = storage::lock_items(tx, call.tenant(), ids).await?;
            let mut desk = receivables.desk(call, Loaded { books, items: known, ..Loaded::default() });
            let decided: Vec<Result<OpenItem, Refusal>> =
                items.pending().map(|opening| desk.take_over(opening)).collect();
            receivables.finish(tx, call, desk, Vec::new()).await?;
            for (item, decision) in items.items_mut().zip(decided) {
                item.decide(decision.map_err(ReceivablesError::from));
            }
            Ok(())
        })
        .await
}
