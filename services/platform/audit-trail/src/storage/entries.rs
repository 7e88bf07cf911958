//! Entries and their reasons.

use o2c_kernel::TenantId;
use o2c_store::{
    StoreError, Tx, set,
    trail::entities::{audit_entry, audit_note},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub use audit_entry::Model as EntryRow;
pub use audit_note::Model as NoteRow;

/// Those of these ids, in no order.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<EntryRow>, StoreError> {
    set::find::<audit_entry::Entity>(tx, tenant, audit_entry::Column::EntryId, ids).await
}

/// The reasons of these entries, in no order.
pub async fn notes(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<NoteRow>, StoreError> {
    set::find::<audit_note::Entity>(tx, tenant, audit_note::Column::EntryId, ids).await
}

/// The next tenant that has entries, after a name.
pub async fn next_tenant(tx: &Tx, name: &str) -> Result<Option<String>, StoreError> {
    let found = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::Tenant)
        .filter(audit_entry::Column::Tenant.gt(name))
        .order_by_asc(audit_entry::Column::Tenant)
        .limit(1)
        .into_tuple::<String>();
    Ok(found.one(tx.connection()).await?)
}

/// How many a tenant has before an id.
pub async fn count_before(tx: &Tx, tenant: &TenantId, before: Uuid) -> Result<u64, StoreError> {
    let found = audit_entry::Entity::find()
        .filter(audit_entry::Column::Tenant.eq(tenant.as_str()))
        .filter(audit_entry::Column::EntryId.lt(before));
    Ok(found.count(tx.connection()).await?)
}

/// The ids of a tenant after one and before another, in order.
pub async fn ids(tx: &Tx, tenant: &TenantId, after: Uuid, before: Uuid, limit: u64) -> Result<Vec<Uuid>, StoreError> {
    let found = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::EntryId)
        .filter(audit_entry::Column::Tenant.eq(tenant.as_str()))
        .filter(audit_entry::Column::EntryId.gt(after))
        .filter(audit_entry::Column::EntryId.lt(before))
        .order_by_asc(audit_entry::Column::EntryId)
        .limit(limit)
        .into_tuple::<Uuid>();
    Ok(found.all(tx.connection()).await?)
}

/// The newest ids of a tenant within a range, of a subject if one is named. Both bounds are outside of it.
pub async fn newest(
    tx: &Tx,
    tenant: &TenantId,
    subject: Option<Uuid>,
    (after, before): (Uuid, Uuid),
    limit: u64,
) -> Result<Vec<Uuid>, StoreError> {
    let mut found = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::EntryId)
        .filter(audit_entry::Column::Tenant.eq(tenant.as_str()))
        .filter(audit_entry::Column::EntryId.gt(after))
        .filter(audit_entry::Column::EntryId.lt(before));
    if let Some(subject) = subject {
        found = found.filter(audit_entry::Column::SubjectId.eq(subject));
    }
    let found = found.order_by_desc(audit_entry::Column::EntryId).limit(limit).into_tuple::<Uuid>();
    Ok(found.all(tx.connection()).await?)
}
