//! Values of the domain as columns have them.

use o2c_kernel::{Currency, Date, Instant, TenantId};
use o2c_store::StoreError;
use sea_orm::DbErr;

use crate::domain::{DocumentKind, Moment};

/// A row that this service could not have written.
pub fn unreadable(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::from(DbErr::Type(format!("{what} `{value}` cannot be read")))
}

pub fn currency(code: &str) -> Result<Currency, StoreError> {
    Currency::parse(code).map_err(|_| unreadable("currency", code))
}

pub fn date(days: i32) -> Result<Date, StoreError> {
    Date::from_days(days).map_err(|_| unreadable("date", days))
}

pub fn kind(name: &str) -> Result<DocumentKind, StoreError> {
    DocumentKind::parse(name).ok_or_else(|| unreadable("kind of document", name))
}

pub fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|_| unreadable("tenant", name))
}

pub fn moment(at: Option<i64>, on: Option<i32>) -> Result<Option<Moment>, StoreError> {
    let (Some(at), Some(on)) = (at, on) else { return Ok(None) };
    Ok(Some(Moment { at: Instant::from_micros(at), on: date(on)? }))
}

/// A sum of the database, wide: of whole millions and of what is left of them, so that no sum runs over in it.
pub const fn wide(millions: i64, rest: i64) -> i128 {
    millions as i128 * 1_000_000 + rest as i128
}
