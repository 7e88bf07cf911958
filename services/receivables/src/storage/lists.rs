//! Lists, paged by key; each reads along an index.

use o2c_kernel::{Date, TenantId};
use o2c_store::{StoreError, Tx};
use sea_orm::FromQueryResult;

use super::{
    entities::{open_item, write_off},
    sql::Sql,
};
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
    pub after: Option<ItemKey>,
    pub limit: u64,
}

/// By due date, then document number.
pub async fn list_items(tx: &Tx, tenant: &TenantId, filter: &ItemFilter) -> Result<Vec<OpenItem>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM open_item WHERE tenant = ");
    sql.bind(tenant.as_str());
    if let Some(customer) = filter.customer {
        sql.push(" AND customer_id = ").bind(customer.uuid());
    }
    if let Some(document) = filter.document {
        sql.push(" AND document_id = ").bind(document.uuid());
    }
    if filter.open_only {
        sql.push(" AND open_amount > 0");
    }
    if let Some(after) = &filter.after {
        sql.push(" AND (due_on, document_number, open_item_id) > (").bind(after.due_on.days());
        sql.push(", ").bind(after.document_number.as_str());
        sql.push(", ").bind(after.id.uuid()).push(")");
    }
    sql.push(" ORDER BY due_on, document_number, open_item_id LIMIT ").bind(filter.limit);
    let rows = sql.rows(tx).await?;
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
    let mut sql = Sql::new("SELECT * FROM write_off WHERE tenant = ");
    sql.bind(tenant.as_str()).push(" AND state = ").bind(state.name());
    if let Some(after) = after {
        sql.push(" AND write_off_id > ").bind(after.uuid());
    }
    sql.push(" ORDER BY write_off_id LIMIT ").bind(limit);
    let rows = sql.rows(tx).await?;
    rows.iter().map(|row| WriteOff::try_from(write_off::Model::from_query_result(row, "")?)).collect()
}
