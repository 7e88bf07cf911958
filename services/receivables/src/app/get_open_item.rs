//! An open item with its applications.

use o2c_kernel::Call;

use crate::{
    Receivables,
    domain::{Application, OpenItem, OpenItemId, Refusal},
    error::ReceivablesError,
    storage,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemWithEdges {
    pub item: OpenItem,
    /// On either side, in the order of their days.
    pub edges: Vec<Application>,
}

pub async fn get_open_item(
    receivables: &Receivables,
    call: &Call,
    id: OpenItemId,
) -> Result<ItemWithEdges, ReceivablesError> {
    receivables
        .store
        .read(call, async |tx| {
            let found = storage::load_items(tx, call.tenant(), [id]).await?;
            let item = found.into_iter().next().ok_or(Refusal::OpenItemNotFound(id))?;
            let edges = storage::applications_of_items(tx, call.tenant(), id).await?;
            Ok(ItemWithEdges { item, edges })
        })
        .await
}
