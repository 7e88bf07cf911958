//! The copy of open items.

use std::collections::BTreeMap;

use o2c_kernel::{Date, Id, TenantId};
use o2c_store::{Sql, StoreError, Tx, set};

use super::entities::open_item::{CHANGING, Column, Entity, Model};
use super::values::{date, money, unreadable};
use crate::domain::{CustomerId, DocumentType, Objection, OpenItem, OpenItemId};

pub type Items = BTreeMap<OpenItemId, OpenItem>;

/// Locks the items in key order.
pub async fn lock(tx: &Tx, tenant: &TenantId, ids: impl IntoIterator<Item = OpenItemId>) -> Result<Items, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::OpenItemId, ids).await?;
    rows.into_iter().map(|row| item(row).map(|item| (item.id, item))).collect()
}

/// Reads items without locking them.
pub async fn find(tx: &Tx, tenant: &TenantId, ids: impl IntoIterator<Item = OpenItemId>) -> Result<Items, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::OpenItemId, ids).await?;
    rows.into_iter().map(|row| item(row).map(|item| (item.id, item))).collect()
}

/// Items that are new.
pub async fn insert(tx: &Tx, tenant: &TenantId, items: &[OpenItem]) -> Result<(), StoreError> {
    set::insert::<Entity>(tx, items.iter().map(|item| Model { version: 1, ..row(tenant, item) })).await?;
    Ok(())
}

/// Items as loaded and changed; each gets its next version.
pub async fn update<'a>(
    tx: &Tx,
    tenant: &TenantId,
    items: impl IntoIterator<Item = &'a OpenItem>,
) -> Result<(), StoreError> {
    let rows: Vec<Model> = items.into_iter().map(|item| row(tenant, item)).collect();
    set::update_columns::<Entity>(tx, rows, CHANGING).await?;
    Ok(())
}

/// Whether we have heard of the customer: something is open, of whatever age.
pub async fn has_open(tx: &Tx, tenant: &TenantId, customer: CustomerId) -> Result<bool, StoreError> {
    let rows = Sql::new("SELECT 1 AS one FROM open_item WHERE tenant = ")
        .bind(tenant.as_str())
        .push(" AND customer_id = ")
        .bind(customer.uuid())
        .push(" AND open_minor > 0 LIMIT 1")
        .rows(tx)
        .await?;
    Ok(!rows.is_empty())
}

fn row(tenant: &TenantId, item: &OpenItem) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        open_item_id: item.id.uuid(),
        document_type: item.document_type.name().to_owned(),
        document_id: item.document.uuid(),
        document_number: item.document_number.clone(),
        customer_id: item.customer.uuid(),
        customer_name: item.customer_name.clone(),
        currency: item.original.currency().code().to_owned(),
        document_date: item.document_date.days(),
        due_on: item.due_on.days(),
        original_minor: item.original.minor(),
        open_minor: item.open.minor(),
        flagged_minor: item.flagged.minor(),
        dispute_id: item.objection.map(|objection| objection.dispute.uuid()),
        asked_minor: item.objection.map(|objection| objection.asked.minor()),
        disputed_minor: item.disputed().minor(),
        opening: item.opening,
        version: item.version,
    }
}

pub(super) fn item(row: Model) -> Result<OpenItem, StoreError> {
    let amount = |minor| money(minor, &row.currency);
    let objection = match (row.dispute_id, row.asked_minor) {
        (Some(dispute), Some(asked)) => Some(Objection { dispute: Id::from_uuid(dispute), asked: amount(asked)? }),
        _ => None,
    };
    let day = |days: i32| -> Result<Date, StoreError> { date(days) };
    Ok(OpenItem {
        id: Id::from_uuid(row.open_item_id),
        document_type: document_type(&row.document_type)?,
        document: Id::from_uuid(row.document_id),
        customer: Id::from_uuid(row.customer_id),
        document_date: day(row.document_date)?,
        due_on: day(row.due_on)?,
        original: amount(row.original_minor)?,
        open: amount(row.open_minor)?,
        flagged: amount(row.flagged_minor)?,
        objection,
        opening: row.opening,
        version: row.version,
        document_number: row.document_number,
        customer_name: row.customer_name,
    })
}

pub(super) fn document_type(name: &str) -> Result<DocumentType, StoreError> {
    DocumentType::parse(name).ok_or_else(|| unreadable("document type", name))
}
