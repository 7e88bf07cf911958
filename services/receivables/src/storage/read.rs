//! From stored values back to those of the domain. What cannot be read was not written by us.

use o2c_kernel::{Currency, Date, Principal, TenantId};
use o2c_store::StoreError;
use sea_orm::DbErr;

/// A stored value that is none.
#[derive(Debug)]
pub struct Unreadable(pub &'static str, pub String);

impl From<Unreadable> for StoreError {
    fn from(Unreadable(column, value): Unreadable) -> Self {
        Self::Database(DbErr::Type(format!("`{value}` is not a {column}")))
    }
}

pub fn currency(code: &str) -> Result<Currency, StoreError> {
    Currency::parse(code).map_err(|_| Unreadable("currency", code.to_owned()).into())
}

pub fn date(days: i32) -> Result<Date, StoreError> {
    Date::from_days(days).map_err(|_| Unreadable("date", days.to_string()).into())
}

pub fn principal(name: String) -> Result<Principal, StoreError> {
    Principal::parse(&name).map_err(|_| Unreadable("principal", name).into())
}

pub fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|_| Unreadable("tenant", name.to_owned()).into())
}

pub fn known<T>(column: &'static str, value: &str, found: Option<T>) -> Result<T, StoreError> {
    found.ok_or_else(|| Unreadable(column, value.to_owned()).into())
}
