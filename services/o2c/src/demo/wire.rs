//! Between the API's amounts and the kernel's.

use anyhow::Context;
use o2c_kernel::{Currency, Date, Money, Quantity};
use o2c_proto::{common::v1::Address, google::r#type as pb};
pub use o2c_rpc::wire::{date, decimal_price, decimal_quantity, money};
use rust_decimal::Decimal;

/// Minor units; an absent amount is 0.
pub fn minor(amount: Option<&pb::Money>) -> anyhow::Result<i64> {
    let Some(amount) = amount else { return Ok(0) };
    let currency = Currency::parse(&amount.currency_code)?;
    let value = Decimal::from(amount.units) + Decimal::new(i64::from(amount.nanos), 9);
    Ok(Money::from_decimal(value, currency)?.minor())
}

/// An absent quantity is 0.
pub fn quantity(value: Option<&pb::Decimal>) -> anyhow::Result<Quantity> {
    value.map_or(Ok(Quantity::ZERO), |value| Quantity::parse(&value.value).context("a quantity of the API"))
}

pub fn day(value: Option<&pb::Date>) -> anyhow::Result<Date> {
    let value = value.context("a date of the API is absent")?;
    Ok(Date::from_ymd(value.year, value.month, value.day)?)
}

#[must_use]
pub const fn pounds(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

/// Somewhere in a country.
#[must_use]
pub fn address(name: &str, country: &str) -> Address {
    Address {
        name: name.to_owned(),
        lines: vec!["1 High Street".to_owned()],
        city: "Town".to_owned(),
        country_code: country.to_owned(),
        ..Address::default()
    }
}
