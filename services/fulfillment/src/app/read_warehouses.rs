//! Warehouses, for readers.

use o2c_kernel::Call;

use super::read_stock::PageOf;
use crate::{
    domain::{Refusal, ids::WarehouseId, warehouse::Warehouse},
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

pub async fn get_warehouse(service: &Fulfillment, call: &Call, id: WarehouseId) -> Result<Warehouse, FulfillmentError> {
    let found: Vec<Warehouse> =
        service.store.read(call, async |tx| storage::warehouses::known(tx, call.tenant(), [id]).await).await?;
    found.into_iter().next().ok_or_else(|| Refusal::WarehouseNotFound(id).into())
}

#[derive(Clone, Debug)]
pub struct ListWarehouses {
    pub after: Option<String>,
    pub limit: u64,
}

pub async fn list_warehouses(
    service: &Fulfillment,
    call: &Call,
    query: ListWarehouses,
) -> Result<PageOf<Warehouse>, FulfillmentError> {
    let rows = service
        .store
        .read(call, async |tx| {
            storage::warehouses::list(tx, call.tenant(), query.after.clone(), query.limit.saturating_add(1)).await
        })
        .await?;
    Ok(PageOf::cut(rows, query.limit, String::new()))
}
