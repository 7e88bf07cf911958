//! The procedure that holds: what the tenant has set, or the one that ships in code.

use o2c_kernel::{Call, TenantId};
use o2c_store::{StoreError, Tx};

use crate::{
    domain::{Procedure, procedure_of},
    error::CollectionsError,
    service::Collections,
    storage::procedures,
};

pub async fn get_dunning_procedure(
    collections: &Collections,
    call: &Call,
    (): (),
) -> Result<Procedure, CollectionsError> {
    let tx = collections.store.begin_read(call).await?;
    let procedure = newest(collections, &tx, call.tenant()).await?;
    tx.rollback().await;
    Ok(procedure)
}

pub(super) async fn newest(collections: &Collections, tx: &Tx, tenant: &TenantId) -> Result<Procedure, StoreError> {
    Ok(procedures::newest(tx, tenant).await?.unwrap_or_else(|| shipped(collections, tenant)))
}

/// A version that a run began with.
pub(super) async fn of_version(
    collections: &Collections,
    tx: &Tx,
    tenant: &TenantId,
    version: i32,
) -> Result<Procedure, StoreError> {
    Ok(procedures::version(tx, tenant, version).await?.unwrap_or_else(|| shipped(collections, tenant)))
}

fn shipped(collections: &Collections, tenant: &TenantId) -> Procedure {
    Procedure::standard(procedure_of(tenant), collections.config.currency)
}
