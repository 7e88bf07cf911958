//! Values of the domain as columns have them.

use o2c_kernel::{Currency, Date, Money, Principal, TenantId};
use o2c_store::StoreError;
use sea_orm::DbErr;

use crate::domain::Reason;

/// A row that this service could not have written.
pub fn unreadable(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::from(DbErr::Type(format!("{what} `{value}` cannot be read")))
}

pub fn money(minor: i64, currency: &str) -> Result<Money, StoreError> {
    let currency = Currency::parse(currency).map_err(|_| unreadable("currency", currency))?;
    Ok(Money::new(minor, currency))
}

pub fn date(days: i32) -> Result<Date, StoreError> {
    Date::from_days(days).map_err(|_| unreadable("date", days))
}

pub fn optional_date(days: Option<i32>) -> Result<Option<Date>, StoreError> {
    days.map(date).transpose()
}

pub fn reasons_text(reasons: &[Reason]) -> String {
    let names: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
    names.join(",")
}

pub fn reasons(text: &str) -> Result<Vec<Reason>, StoreError> {
    let names = text.split(',').filter(|name| !name.is_empty());
    names.map(|name| Reason::parse(name).ok_or_else(|| unreadable("reason", name))).collect()
}

pub fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|_| unreadable("tenant", name))
}

pub fn principal(name: &str) -> Result<Principal, StoreError> {
    Principal::parse(name).map_err(|_| unreadable("principal", name))
}
