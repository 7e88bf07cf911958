//! Products, in sets.

use std::collections::BTreeMap;

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::product::{Column, Entity, Model};
use crate::domain::{Product, ProductId, ProductNature};

/// Those that exist.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ProductId>,
) -> Result<BTreeMap<ProductId, Product>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::ProductId, ids.into_iter().map(ProductId::uuid)).await?;
    Ok(rows.into_iter().map(product).map(|product| (product.id, product)).collect())
}

/// The stock-keeping units that are taken, of those asked for.
pub async fn taken_skus(tx: &Tx, tenant: &TenantId, skus: Vec<String>) -> Result<Vec<String>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::Sku, skus).await?;
    Ok(rows.into_iter().map(|row| row.sku).collect())
}

/// A page, oldest first.
pub async fn page(tx: &Tx, tenant: &TenantId, after: Option<Uuid>, limit: u64) -> Result<Vec<Product>, StoreError> {
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(after) = after {
        query = query.filter(Column::ProductId.gt(after));
    }
    let rows = query.order_by_asc(Column::ProductId).limit(limit).all(tx.connection()).await?;
    Ok(rows.into_iter().map(product).collect())
}

/// A page of those with these stock-keeping units: no more than were asked for, so they are sorted here.
pub async fn named(
    tx: &Tx,
    tenant: &TenantId,
    names: Vec<String>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Product>, StoreError> {
    let mut rows = set::find::<Entity>(tx, tenant, Column::Sku, names).await?;
    rows.retain(|row| after.is_none_or(|after| row.product_id > after));
    rows.sort_by_key(|row| row.product_id);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows.into_iter().map(product).collect())
}

pub async fn insert(tx: &Tx, tenant: &TenantId, products: &[Product]) -> Result<(), StoreError> {
    set::insert::<Entity>(tx, products.iter().map(|product| row(tenant, product))).await.map(drop)
}

fn product(row: Model) -> Product {
    Product {
        id: ProductId::from_uuid(row.product_id),
        sku: row.sku,
        description: row.description,
        nature: nature(row.service),
        tax_category: row.tax_category,
        active: row.active,
        version: row.version,
    }
}

pub(super) const fn nature(service: bool) -> ProductNature {
    if service { ProductNature::Service } else { ProductNature::Stocked }
}

fn row(tenant: &TenantId, product: &Product) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        product_id: product.id.uuid(),
        sku: product.sku.clone(),
        description: product.description.clone(),
        service: product.nature == ProductNature::Service,
        tax_category: product.tax_category.clone(),
        active: product.active,
        version: product.version,
    }
}
