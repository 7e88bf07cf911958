//! Reading values back. A value that the service itself could not have written is a defect, never a default.

use o2c_kernel::{Address, CountryCode, Currency, Date, PaymentTerms, Principal};
use o2c_store::StoreError;
use sea_orm::DbErr;
use serde::{Serialize, de::DeserializeOwned};

/// A stored value that cannot be read.
pub fn unreadable(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::from(DbErr::Type(format!("stored {what} cannot be read: {value}")))
}

pub fn currency(code: &str) -> Result<Currency, StoreError> {
    Currency::parse(code).map_err(|error| unreadable("currency", error))
}

pub fn country(code: &str) -> Result<CountryCode, StoreError> {
    CountryCode::parse(code).map_err(|error| unreadable("country", error))
}

pub fn date(days: i32) -> Result<Date, StoreError> {
    Date::from_days(days).map_err(|error| unreadable("date", error))
}

pub fn terms(net_days: i32, cash: bool) -> Result<PaymentTerms, StoreError> {
    PaymentTerms::new(net_days, cash).map_err(|error| unreadable("terms", error))
}

pub fn principal(name: &str) -> Result<Principal, StoreError> {
    Principal::parse(name).map_err(|error| unreadable("principal", error))
}

pub fn spelled<T>(what: &str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    parse(text).ok_or_else(|| unreadable(what, text))
}

pub fn json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| unreadable(what, error))
}

pub fn to_json(what: &str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| unreadable(what, error))
}

pub fn address(text: &str) -> Result<Address, StoreError> {
    json("address", text)
}
