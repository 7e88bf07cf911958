//! One desk per tenant: whoever decides about receipts or takes in what is open locks it first, so that two sets
//! never speak for the same open amount and never wait for each other crosswise.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, set};

use super::entities::matching_desk::{Column, Entity, Model};

const DESK: i32 = 1;

/// Waits until the desk is free, to the end of the transaction.
pub async fn lock(tx: &Tx, tenant: &TenantId) -> Result<(), StoreError> {
    if set::find_for_update::<Entity>(tx, tenant, Column::Desk, [DESK]).await?.is_empty() {
        set::insert_ignoring_conflicts::<Entity>(tx, [Model { tenant: tenant.as_str().to_owned(), desk: DESK }])
            .await?;
        set::find_for_update::<Entity>(tx, tenant, Column::Desk, [DESK]).await?;
    }
    Ok(())
}
