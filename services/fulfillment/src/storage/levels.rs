//! Stock levels: the first thing that is locked.

use std::collections::BTreeMap;

use o2c_kernel::{Id, Quantity, TenantId};
use o2c_store::{Tx, set};

use super::entities::stock_level;
use crate::{
    domain::{
        Floor,
        ids::{ProductId, StockLevelId, WarehouseId, stock_level_id},
        stock_level::StockLevel,
    },
    error::FulfillmentError,
};

/// Locks the levels of these products and puts them on the floor; those that are not there yet are made, empty.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    floor: &mut Floor,
    places: impl IntoIterator<Item = (WarehouseId, ProductId)>,
) -> Result<(), FulfillmentError> {
    let mut wanted: BTreeMap<StockLevelId, (WarehouseId, ProductId)> = places
        .into_iter()
        .map(|(warehouse, product)| (stock_level_id(warehouse, product), (warehouse, product)))
        .collect();
    take(tx, tenant, floor, &mut wanted).await?;
    if wanted.is_empty() {
        return Ok(());
    }
    let empty = wanted.values().map(|(warehouse, product)| row_of(tenant, &StockLevel::empty(*warehouse, *product)));
    set::insert_ignoring_conflicts::<stock_level::Entity>(tx, empty.collect::<Vec<_>>()).await?;
    take(tx, tenant, floor, &mut wanted).await
}

async fn take(
    tx: &Tx,
    tenant: &TenantId,
    floor: &mut Floor,
    wanted: &mut BTreeMap<StockLevelId, (WarehouseId, ProductId)>,
) -> Result<(), FulfillmentError> {
    let ids: Vec<_> = wanted.keys().map(|id| id.uuid()).collect();
    let rows = set::find_for_update::<stock_level::Entity>(tx, tenant, stock_level::Column::StockLevelId, ids).await?;
    for row in rows {
        wanted.remove(&Id::from_uuid(row.stock_level_id));
        floor.load_level(of_row(&row));
    }
    Ok(())
}

pub(super) fn of_row(row: &stock_level::Model) -> StockLevel {
    StockLevel {
        id: Id::from_uuid(row.stock_level_id),
        warehouse: Id::from_uuid(row.warehouse_id),
        product: Id::from_uuid(row.product_id),
        on_hand: Quantity::from_micros(row.on_hand),
        allocated: Quantity::from_micros(row.allocated),
        backordered: Quantity::from_micros(row.backordered),
        arrivals: row.arrivals,
        version: row.version,
    }
}

pub(super) fn row_of(tenant: &TenantId, level: &StockLevel) -> stock_level::Model {
    stock_level::Model {
        tenant: tenant.as_str().to_owned(),
        stock_level_id: level.id.uuid(),
        warehouse_id: level.warehouse.uuid(),
        product_id: level.product.uuid(),
        on_hand: level.on_hand.micros(),
        allocated: level.allocated.micros(),
        backordered: level.backordered.micros(),
        arrivals: level.arrivals,
        version: level.version,
    }
}
