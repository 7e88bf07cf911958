//! Lists, paged by key; each reads along an index.

use o2c_kernel::{Date, TenantId};
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::FromQueryResult;

use super::entities::{open_item, write_off};
use crate::domain::{CustomerId, DocumentId, OpenItem, OpenItemId, WriteOff, WriteOffId, WriteOffState};

/// Where a page of items ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemKey {
    pub due_on: Date,
    pub document_number: String,
    pub id: OpenItemId,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemFilter {
    pub customer: Option<CustomerId>,
    pub open_only: bool,
    pub document: Option<DocumentId>,
    pub due_before: Option<Date>,
    pub after: Option<ItemKey>,
    pub limit: u64,
}

/// By due date, then document number.
pub async fn list_items(tx: &Tx, tenant: &TenantId, filter: &ItemFilter) -> Result<Vec<OpenItem>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM open_item WHERE tenant = ").bind(tenant.as_str());
    if let Some(customer) = filter.customer {
        sql = sql.push(" AND customer_id = ").bind(customer.uuid());
    }
    if let Some(document) = filter.document {
        sql = sql.push(" AND document_id = ").bind(document.uuid());
    }
    if let Some(day) = filter.due_before {
        sql = sql.push(" AND due_on < ").bind(day.days());
    }
    if filter.open_only {
        sql = sql.push(" AND open_amount > 0");
    }
    if let Some(after) = &filter.after {
        sql = sql.push(" AND (due_on, document_number, open_item_id) > ").row([
            after.due_on.days().into(),
            after.document_number.as_str().into(),
            after.id.uuid().into(),
        ]);
    }
    let rows = sql.push(" ORDER BY due_on, document_number, open_item_id LIMIT ").bind(filter.limit).rows(tx).await?;
    rows.iter().map(|row| OpenItem::try_from(open_item::Model::from_query_result(row, "")?)).collect()
}

/// By id.
pub async fn list_write_offs(
    tx: &Tx,
    tenant: &TenantId,
    state: WriteOffState,
    after: Option<WriteOffId>,
    limit: u64,
) -> Result<Vec<WriteOff>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM write_off WHERE tenant = ").bind(tenant.as_str());
    sql = sql.push(" AND state = ").bind(state.name());
    if let Some(after) = after {
        sql = sql.push(" AND write_off_id > ").bind(after.uuid());
    }
    let rows = sql.push(" ORDER BY write_off_id LIMIT ").bind(limit).rows(tx).await?;
    rows.iter().map(|row| WriteOff::try_from(write_off::Model::from_query_result(row, "")?)).collect()
}
