//! Write-offs.

use o2c_kernel::{Id, Money, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::{
    entities::write_off::{Column, Entity, Model},
    read,
};
use crate::domain::{WriteOff, WriteOffId, WriteOffState};

/// Locks write-offs, in the order of their ids.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = WriteOffId>,
) -> Result<Vec<WriteOff>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::WriteOffId, ids).await?;
    rows.into_iter().map(WriteOff::try_from).collect()
}

pub async fn insert(tx: &Tx, tenant: &TenantId, write_offs: &[WriteOff]) -> Result<(), StoreError> {
    let rows: Vec<_> = write_offs.iter().map(|it| row(tenant, it, it.version)).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

pub async fn update(tx: &Tx, tenant: &TenantId, write_offs: &[WriteOff]) -> Result<(), StoreError> {
    let rows: Vec<_> = write_offs.iter().map(|it| row(tenant, it, it.version.saturating_sub(1))).collect();
    set::update::<Entity>(tx, rows).await.map(drop)
}

fn row(tenant: &TenantId, write_off: &WriteOff, version: i64) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        write_off_id: write_off.id.uuid(),
        open_item_id: write_off.item.uuid(),
        amount: write_off.amount.minor(),
        currency: write_off.amount.currency().code().to_owned(),
        reason: write_off.reason.clone(),
        state: write_off.state.name().to_owned(),
        requested_by: write_off.requested_by.as_str().to_owned(),
        requested_on: write_off.requested_on.days(),
        decided_by: write_off.decided_by.as_ref().map(|by| by.as_str().to_owned()),
        decision_reason: write_off.decision_reason.clone(),
        tolerance: write_off.tolerance.map(Money::minor),
        version,
    }
}

impl TryFrom<Model> for WriteOff {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let currency = read::currency(&row.currency)?;
        Ok(Self {
            id: Id::from_uuid(row.write_off_id),
            item: Id::from_uuid(row.open_item_id),
            amount: Money::new(row.amount, currency),
            reason: row.reason,
            state: read::known("state", &row.state, WriteOffState::parse(&row.state))?,
            requested_by: read::principal(row.requested_by)?,
            requested_on: read::date(row.requested_on)?,
            decided_by: row.decided_by.map(read::principal).transpose()?,
            decision_reason: row.decision_reason,
            tolerance: row.tolerance.map(|minor| Money::new(minor, currency)),
            version: row.version,
        })
    }
}
