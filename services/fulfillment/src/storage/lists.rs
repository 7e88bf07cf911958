//! Pages for readers, each by key over an index.

use o2c_kernel::{Id, Quantity, TenantId};
use o2c_store::{Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    date_of,
    entities::{stock_level, stock_move},
    levels, missing, save,
};
use crate::{
    domain::{
        ids::{ProductId, WarehouseId},
        stock_level::StockLevel,
        stock_move::{MoveKind, StockMove},
    },
    error::FulfillmentError,
};

/// A warehouse's stock by product; of all products, or of those named.
pub async fn stock_levels(
    tx: &Tx,
    tenant: &TenantId,
    warehouse: WarehouseId,
    products: &[ProductId],
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<StockLevel>, FulfillmentError> {
    let mut query = stock_level::Entity::find()
        .filter(stock_level::Column::Tenant.eq(tenant.as_str()))
        .filter(stock_level::Column::WarehouseId.eq(warehouse.uuid()));
    if !products.is_empty() {
        query = query.filter(stock_level::Column::ProductId.is_in(products.iter().map(|product| product.uuid())));
    }
    if let Some(after) = after {
        query = query.filter(stock_level::Column::ProductId.gt(after));
    }
    let rows = set::select(tx, query.order_by_asc(stock_level::Column::ProductId).limit(limit)).await?;
    Ok(rows.iter().map(levels::of_row).collect())
}

/// A product's moves, oldest first.
pub async fn stock_moves(
    tx: &Tx,
    tenant: &TenantId,
    product: ProductId,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<StockMove>, FulfillmentError> {
    let mut query = stock_move::Entity::find()
        .filter(stock_move::Column::Tenant.eq(tenant.as_str()))
        .filter(stock_move::Column::ProductId.eq(product.uuid()));
    if let Some(after) = after {
        query = query.filter(stock_move::Column::StockMoveId.gt(after));
    }
    let rows = set::select(tx, query.order_by_asc(stock_move::Column::StockMoveId).limit(limit)).await?;
    rows.into_iter().map(move_of).collect()
}

fn move_of(row: stock_move::Model) -> Result<StockMove, FulfillmentError> {
    let kind = MoveKind::ALL.into_iter().find(|kind| kind.name() == row.kind);
    Ok(StockMove {
        id: Id::from_uuid(row.stock_move_id),
        product: Id::from_uuid(row.product_id),
        quantity: Quantity::from_micros(row.quantity),
        from: save::location_of(&row.from_location)?,
        to: save::location_of(&row.to_location)?,
        kind: kind.ok_or_else(|| missing("the kind of stock move", row.stock_move_id))?,
        document: row.document,
        lot: row.lot,
        moved_on: date_of(row.moved_on)?,
    })
}
