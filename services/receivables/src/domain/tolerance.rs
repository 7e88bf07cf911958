//! How little is written off without asking.

use std::collections::BTreeMap;

use o2c_kernel::{Currency, Money};
use serde::Deserialize;

/// Minor units, per currency.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// For currencies that are not named.
    #[serde(default)]
    pub default: i64,
    #[serde(default)]
    pub currencies: BTreeMap<Currency, i64>,
}

impl Tolerance {
    pub const fn of_all(minor: i64) -> Self {
        Self { default: minor, currencies: BTreeMap::new() }
    }

    pub fn of(&self, currency: Currency) -> Money {
        Money::new(self.currencies.get(&currency).copied().unwrap_or(self.default), currency)
    }
}

/// The two tolerances.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tolerances {
    /// Of a difference that is written off along with a payment.
    pub with_cash: Tolerance,
    /// Of a write-off that a person asks for.
    pub on_request: Tolerance,
}

impl Default for Tolerances {
    fn default() -> Self {
        Self { with_cash: Tolerance::of_all(500), on_request: Tolerance::of_all(0) }
    }
}
