//! What waits to be sealed.

use o2c_store::{StoreError, Tx, trail::entities::audit_unsealed};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub use audit_unsealed::Model as Unsealed;

/// The oldest of them.
pub async fn oldest(tx: &Tx, limit: u64) -> Result<Vec<Unsealed>, StoreError> {
    let found = audit_unsealed::Entity::find().order_by_asc(audit_unsealed::Column::EntryId).limit(limit);
    Ok(found.all(tx.connection()).await?)
}

/// How many there are, of all tenants.
pub async fn count(tx: &Tx) -> Result<u64, StoreError> {
    Ok(audit_unsealed::Entity::find().count(tx.connection()).await?)
}

/// A tenant's before an id, after another.
pub async fn page(tx: &Tx, tenant: &str, after: Uuid, before: Uuid, limit: u64) -> Result<Vec<Uuid>, StoreError> {
    let found = audit_unsealed::Entity::find()
        .filter(audit_unsealed::Column::EntryId.gt(after))
        .filter(audit_unsealed::Column::EntryId.lt(before))
        .filter(audit_unsealed::Column::Tenant.eq(tenant))
        .order_by_asc(audit_unsealed::Column::EntryId)
        .limit(limit);
    Ok(found.all(tx.connection()).await?.into_iter().map(|row| row.entry_id).collect())
}

/// They are sealed: those from the first to the last of a pass, which has read all of them. How many those were; one that
/// came in between with an earlier id would be among them, so the caller compares.
pub async fn remove(tx: &Tx, sealed: &[Unsealed]) -> Result<u64, StoreError> {
    let ids: Vec<Uuid> = sealed.iter().map(|row| row.entry_id).collect();
    let mut removed = 0;
    for ids in ids.chunks(REMOVED_AT_ONCE) {
        // one of few sizes: the last id fills it up
        let last = ids.last().copied().into_iter();
        let padded = ids.iter().copied().chain(last.cycle().take(ids.len().next_power_of_two() - ids.len()));
        let done = audit_unsealed::Entity::delete_many()
            .filter(audit_unsealed::Column::EntryId.is_in(padded))
            .exec(tx.connection())
            .await?;
        removed += done.rows_affected;
    }
    Ok(removed)
}

const REMOVED_AT_ONCE: usize = 256;
