//! Disputes that are settled.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::entities::settled_dispute::{Column, Entity, Model};
use crate::domain::DisputeId;

/// Those of the disputes that are settled.
pub async fn settled(
    tx: &Tx,
    tenant: &TenantId,
    disputes: impl IntoIterator<Item = DisputeId>,
) -> Result<Vec<DisputeId>, StoreError> {
    let ids: Vec<_> = disputes.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::DisputeId, ids).await?;
    Ok(rows.into_iter().map(|row| Id::from_uuid(row.dispute_id)).collect())
}

pub async fn insert(tx: &Tx, tenant: &TenantId, disputes: &[DisputeId]) -> Result<(), StoreError> {
    let row = |id: &DisputeId| Model { tenant: tenant.as_str().to_owned(), dispute_id: id.uuid() };
    let rows: Vec<_> = disputes.iter().map(row).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}
