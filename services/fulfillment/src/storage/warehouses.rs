//! Warehouses.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{address_of, address_text, entities::warehouse};
use crate::{
    domain::{ids::WarehouseId, warehouse::Warehouse},
    error::FulfillmentError,
};

/// The warehouse that orders are allocated from: the tenant's first by code.
pub async fn first(tx: &Tx, tenant: &TenantId) -> Result<Option<WarehouseId>, FulfillmentError> {
    let found = warehouse::Entity::find()
        .filter(warehouse::Column::Tenant.eq(tenant.as_str()))
        .order_by_asc(warehouse::Column::Code)
        .limit(1)
        .one(tx.connection())
        .await
        .map_err(StoreError::from)?;
    Ok(found.map(|row| Id::from_uuid(row.warehouse_id)))
}

/// Which of the ids are warehouses of the tenant.
pub async fn known(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = WarehouseId>,
) -> Result<Vec<Warehouse>, FulfillmentError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<warehouse::Entity>(tx, tenant, warehouse::Column::WarehouseId, ids).await?;
    rows.into_iter().map(of_row).collect()
}

/// The codes that are taken.
pub async fn taken_codes(tx: &Tx, tenant: &TenantId, codes: Vec<String>) -> Result<Vec<String>, FulfillmentError> {
    let rows = set::find::<warehouse::Entity>(tx, tenant, warehouse::Column::Code, codes).await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

pub async fn insert(tx: &Tx, tenant: &TenantId, new: Vec<Warehouse>) -> Result<(), FulfillmentError> {
    let rows: Result<Vec<warehouse::Model>, FulfillmentError> = new
        .into_iter()
        .map(|warehouse| {
            Ok(warehouse::Model {
                tenant: tenant.as_str().to_owned(),
                warehouse_id: warehouse.id.uuid(),
                code: warehouse.code,
                name: warehouse.name,
                address: address_text(warehouse.address.as_ref())?,
                version: warehouse.version,
            })
        })
        .collect();
    set::insert::<warehouse::Entity>(tx, rows?).await?;
    Ok(())
}

/// A page by code.
pub async fn list(
    tx: &Tx,
    tenant: &TenantId,
    after: Option<String>,
    limit: u64,
) -> Result<Vec<Warehouse>, FulfillmentError> {
    let mut query = warehouse::Entity::find().filter(warehouse::Column::Tenant.eq(tenant.as_str()));
    if let Some(after) = after {
        query = query.filter(warehouse::Column::Code.gt(after));
    }
    let rows = query
        .order_by_asc(warehouse::Column::Code)
        .limit(limit)
        .all(tx.connection())
        .await
        .map_err(StoreError::from)?;
    rows.into_iter().map(of_row).collect()
}

fn of_row(row: warehouse::Model) -> Result<Warehouse, FulfillmentError> {
    Ok(Warehouse {
        id: Id::from_uuid(row.warehouse_id),
        address: address_of(&row.address)?,
        code: row.code,
        name: row.name,
        version: row.version,
    })
}
