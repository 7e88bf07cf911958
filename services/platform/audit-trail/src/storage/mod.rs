//! The tables of the trail, as the sealer and whoever looks read and write them.

pub mod blocks;
pub mod entities;
pub mod entries;
pub mod unsealed;

use o2c_kernel::TenantId;
use o2c_store::StoreError;
use sea_orm::DbErr;

/// A tenant as the database has it.
pub fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::of_record(name).map_err(|error| unreadable(&format!("tenant {name:?}: {error}")))
}

pub fn unreadable(what: &str) -> StoreError {
    DbErr::Type(what.to_owned()).into()
}
