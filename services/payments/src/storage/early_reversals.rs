//! Applications that were taken back before their answers came: written once, a handful ever.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::entities::early_reversal::{Column, Entity, Model};
use crate::domain::{ApplicationId, EarlyReversal};

/// Those of these applications. Ask behind the lock of the desk: the answer and the fact meet there.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    applications: impl IntoIterator<Item = ApplicationId>,
) -> Result<Vec<EarlyReversal>, StoreError> {
    let ids: Vec<_> = applications.into_iter().map(Id::uuid).collect();
    let early = |row: Model| EarlyReversal {
        application: Id::from_uuid(row.application_id),
        receipt: Id::from_uuid(row.receipt_id),
        amount: row.amount,
    };
    Ok(set::find::<Entity>(tx, tenant, Column::ApplicationId, ids).await?.into_iter().map(early).collect())
}

pub async fn insert(tx: &Tx, tenant: &TenantId, early: &[EarlyReversal]) -> Result<(), StoreError> {
    let row = |early: &EarlyReversal| Model {
        tenant: tenant.as_str().to_owned(),
        application_id: early.application.uuid(),
        receipt_id: early.receipt.uuid(),
        amount: early.amount,
    };
    set::insert::<Entity>(tx, early.iter().map(row)).await?;
    Ok(())
}
