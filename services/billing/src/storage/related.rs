//! Which documents belong together: the invoices of an order, the notes on an invoice, what was issued in its place.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{documents, entities::document, rows};
use crate::domain::{
    document::{Document, Kind},
    ids::{DocumentId, OrderId},
};

/// The ids of the orders' invoices; of those that bill again too.
pub async fn invoices_of(
    tx: &Tx,
    tenant: &TenantId,
    orders: impl IntoIterator<Item = OrderId>,
) -> Result<Vec<DocumentId>, StoreError> {
    let orders: Vec<Uuid> = orders.into_iter().map(Id::uuid).collect();
    let found = set::find::<document::Entity>(tx, tenant, document::Column::OrderId, orders).await?;
    let invoices = found.into_iter().filter(|row| row.kind == Kind::Invoice.prefix());
    Ok(invoices.map(|row| Id::from_uuid(row.document_id)).collect())
}

/// The orders that these documents bill.
pub async fn orders_of(tx: &Tx, tenant: &TenantId, documents: Vec<DocumentId>) -> Result<Vec<OrderId>, StoreError> {
    let ids: Vec<Uuid> = documents.into_iter().map(Id::uuid).collect();
    let found = set::find::<document::Entity>(tx, tenant, document::Column::DocumentId, ids).await?;
    Ok(found.into_iter().filter_map(|row| rows::id(row.order_id)).collect())
}

/// Which documents were issued in the place of these. Read among what their customers were sent since: no key leads from a
/// document to the one after it, and few are ever asked for.
pub async fn replacements_of<'a>(
    tx: &Tx,
    tenant: &TenantId,
    documents: impl IntoIterator<Item = &'a Document>,
) -> Result<BTreeMap<DocumentId, DocumentId>, StoreError> {
    let documents: Vec<&Document> = documents.into_iter().collect();
    let Some(oldest) = documents.iter().map(|of| of.position).min() else { return Ok(BTreeMap::new()) };
    let customers: BTreeSet<Uuid> = documents.iter().map(|of| of.draft.head.customer.id.uuid()).collect();
    let replaced: BTreeSet<Uuid> = documents.iter().map(|of| of.draft.head.id.uuid()).collect();
    let found = document::Entity::find()
        .filter(document::Column::Tenant.eq(tenant.as_str()))
        .filter(document::Column::CustomerId.is_in(customers))
        .filter(document::Column::Position.gt(oldest))
        .filter(document::Column::ReplacedId.is_in(replaced))
        .all(tx.connection())
        .await?;
    Ok(found.into_iter().filter_map(|row| Some((rows::id(row.replaced_id)?, Id::from_uuid(row.document_id)))).collect())
}

/// The notes that name these documents.
pub async fn notes_on(tx: &Tx, tenant: &TenantId, ids: &[Uuid]) -> Result<Vec<Document>, StoreError> {
    let notes = set::find::<document::Entity>(tx, tenant, document::Column::CorrectedId, ids.iter().copied()).await?;
    let found = documents::find(tx, tenant, notes.iter().map(|row| Id::from_uuid(row.document_id))).await?;
    Ok(found.into_values().collect())
}
