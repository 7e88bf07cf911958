//! From columns to values. What cannot be read was not written by us.

use o2c_kernel::{Currency, Date, Money, TenantId};
use o2c_store::StoreError;
use sea_orm::DbErr;

pub fn unreadable(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::Database(DbErr::Type(format!("the stored {what} `{value}` cannot be read")))
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

pub fn optional_date(days: Option<i32>) -> Result<Option<Date>, StoreError> {
    days.map(date).transpose()
}

pub fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|_| unreadable("tenant", name))
}
