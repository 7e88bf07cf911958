//! Stock levels and moves, for readers.

use o2c_kernel::Call;
use uuid::Uuid;

use crate::{
    domain::{
        Refusal,
        ids::{ProductId, WarehouseId},
        stock_level::StockLevel,
        stock_move::StockMove,
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

/// A page, whether more follows, and the filter that its token is good for.
#[derive(Clone, Debug)]
pub struct PageOf<T> {
    pub rows: Vec<T>,
    pub more: bool,
    pub filter: String,
}

impl<T> PageOf<T> {
    /// Of one row more than asked for.
    pub(super) fn cut(mut rows: Vec<T>, limit: u64, filter: String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self { rows, more, filter }
    }
}

#[derive(Clone, Debug)]
pub struct ListStockLevels {
    pub warehouse: WarehouseId,
    pub products: Vec<ProductId>,
    pub after: Option<Uuid>,
    pub limit: u64,
    pub filter: String,
}

pub async fn list_stock_levels(
    service: &Fulfillment,
    call: &Call,
    query: ListStockLevels,
) -> Result<PageOf<StockLevel>, FulfillmentError> {
    let limit = query.limit.saturating_add(1);
    let rows: Vec<StockLevel> = service
        .store
        .read(call, async |tx| {
            let tenant = call.tenant();
            if storage::warehouses::known(tx, tenant, [query.warehouse]).await?.is_empty() {
                return Err(FulfillmentError::from(Refusal::WarehouseNotFound(query.warehouse)));
            }
            storage::lists::stock_levels(tx, tenant, query.warehouse, &query.products, query.after, limit).await
        })
        .await?;
    Ok(PageOf::cut(rows, query.limit, query.filter))
}

#[derive(Clone, Debug)]
pub struct ListStockMoves {
    pub product: ProductId,
    pub after: Option<Uuid>,
    pub limit: u64,
    pub filter: String,
}

pub async fn list_stock_moves(
    service: &Fulfillment,
    call: &Call,
    query: ListStockMoves,
) -> Result<PageOf<StockMove>, FulfillmentError> {
    let limit = query.limit.saturating_add(1);
    let rows = service
        .store
        .read(call, async |tx| storage::lists::stock_moves(tx, call.tenant(), query.product, query.after, limit).await)
        .await?;
    Ok(PageOf::cut(rows, query.limit, query.filter))
}
