//! Customers, in sets.

use std::collections::BTreeMap;

use o2c_kernel::{Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::customer::{Column, Entity, Model};
use super::read;
use crate::domain::{Customer, CustomerDetails, CustomerId};

/// Those that exist.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<BTreeMap<CustomerId, Customer>, StoreError> {
    by_id(set::find::<Entity>(tx, tenant, Column::CustomerId, ids.into_iter().map(CustomerId::uuid)).await?)
}

/// Those that exist, locked.
pub async fn find_for_update(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<BTreeMap<CustomerId, Customer>, StoreError> {
    by_id(set::find_for_update::<Entity>(tx, tenant, Column::CustomerId, ids.into_iter().map(CustomerId::uuid)).await?)
}

/// Whose external ids these are.
pub async fn by_external_id(
    tx: &Tx,
    tenant: &TenantId,
    ids: Vec<String>,
) -> Result<BTreeMap<String, CustomerId>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::ExternalId, ids).await?;
    Ok(rows.into_iter().map(|row| (row.external_id, CustomerId::from_uuid(row.customer_id))).collect())
}

/// A page, oldest first: ids are made in the order of time.
pub async fn page(tx: &Tx, tenant: &TenantId, after: Option<Uuid>, limit: u64) -> Result<Vec<Customer>, StoreError> {
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(after) = after {
        query = query.filter(Column::CustomerId.gt(after));
    }
    let rows = query.order_by_asc(Column::CustomerId).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(customer).collect()
}

/// A page of those with these external ids: no more than were asked for, so they are sorted here.
pub async fn named(
    tx: &Tx,
    tenant: &TenantId,
    names: Vec<String>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Customer>, StoreError> {
    let mut rows = set::find::<Entity>(tx, tenant, Column::ExternalId, names).await?;
    rows.retain(|row| after.is_none_or(|after| row.customer_id > after));
    rows.sort_by_key(|row| row.customer_id);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows.into_iter().map(customer).collect()
}

pub async fn insert(tx: &Tx, tenant: &TenantId, customers: &[Customer]) -> Result<(), StoreError> {
    let rows =
        customers.iter().map(|customer| row(tenant, customer, customer.version)).collect::<Result<Vec<_>, _>>()?;
    set::insert::<Entity>(tx, rows).await.map(drop)
}

/// Each has been changed once: its version is one ahead of its row's.
pub async fn update(tx: &Tx, tenant: &TenantId, customers: &[Customer]) -> Result<(), StoreError> {
    let rows =
        customers.iter().map(|customer| row(tenant, customer, customer.version - 1)).collect::<Result<Vec<_>, _>>()?;
    set::update::<Entity>(tx, rows).await.map(drop)
}

fn by_id(rows: Vec<Model>) -> Result<BTreeMap<CustomerId, Customer>, StoreError> {
    rows.into_iter().map(|row| customer(row).map(|customer| (customer.id, customer))).collect()
}

pub(super) fn customer(row: Model) -> Result<Customer, StoreError> {
    Ok(Customer {
        id: CustomerId::from_uuid(row.customer_id),
        details: CustomerDetails {
            external_id: row.external_id,
            name: row.name,
            bill_to: read::address(&row.bill_to)?,
            ship_to: read::address(&row.ship_to)?,
            tax_id: row.tax_id,
            payment_terms: read::terms(row.net_days, row.cash)?,
            currency: read::currency(&row.currency)?,
            contacts: read::json("contacts", &row.contacts)?,
            blocked: row.blocked,
        },
        created_at: Instant::from_micros(row.created_at),
        erased: row.erased,
        version: row.version,
    })
}

fn row(tenant: &TenantId, customer: &Customer, version: i64) -> Result<Model, StoreError> {
    let details = &customer.details;
    Ok(Model {
        tenant: tenant.as_str().to_owned(),
        customer_id: customer.id.uuid(),
        external_id: details.external_id.clone(),
        name: details.name.clone(),
        bill_to: read::to_json("address", &details.bill_to)?,
        ship_to: read::to_json("address", &details.ship_to)?,
        tax_id: details.tax_id.clone(),
        net_days: details.payment_terms.net_days.into(),
        cash: details.payment_terms.cash,
        currency: details.currency.code().to_owned(),
        contacts: read::to_json("contacts", &details.contacts)?,
        blocked: details.blocked,
        created_at: customer.created_at.micros(),
        erased: customer.erased,
        version,
    })
}
