//! Values of the domain as columns have them.

use o2c_kernel::{Instant, Principal, TenantId};
use o2c_store::StoreError;
use sea_orm::DbErr;

/// A row that this program could not have written.
pub fn unreadable(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::from(DbErr::Type(format!("{what} `{value}` cannot be read")))
}

pub fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|_| unreadable("tenant", name))
}

pub fn principal(name: &str) -> Result<Principal, StoreError> {
    Principal::parse(name).map_err(|_| unreadable("principal", name))
}

pub fn instant(micros: Option<i64>) -> Option<Instant> {
    micros.map(Instant::from_micros)
}

pub fn micros(instant: Option<Instant>) -> Option<i64> {
    instant.map(Instant::micros)
}
