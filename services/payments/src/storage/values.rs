//! Values of the domain as columns have them.

use o2c_kernel::{Currency, Date, Money, TenantId};
use o2c_store::StoreError;
use sea_orm::DbErr;
use serde::{Serialize, de::DeserializeOwned};

/// A row that this service could not have written.
pub fn unreadable(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::from(DbErr::Type(format!("{what} `{value}` cannot be read")))
}

pub fn currency(code: &str) -> Result<Currency, StoreError> {
    Currency::parse(code).map_err(|_| unreadable("currency", code))
}

pub fn money(minor: i64, code: &str) -> Result<Money, StoreError> {
    Ok(Money::new(minor, currency(code)?))
}

pub fn date(days: i32) -> Result<Date, StoreError> {
    Date::from_days(days).map_err(|_| unreadable("date", days))
}

pub fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|_| unreadable("tenant", name))
}

pub fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| unreadable("an explanation", error))
}

pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| unreadable("an explanation", error))
}
