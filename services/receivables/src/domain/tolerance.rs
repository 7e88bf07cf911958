//! How little is written off without asking.

use std::collections::BTreeMap;

use o2c_kernel::{Currency, Money};
use serde::Deserialize;

use super::OpenItemId;

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

/// What a little is written off for: each has its tolerance, and what the other has taken of the item counts as well.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Occasion {
    WithCash,
    OnRequest,
}

/// What the rule has written off of an item on whatever occasion, less what was taken back. The tolerance is one for the
/// whole item: in parts nobody gets more than at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tolerated {
    pub item: OpenItemId,
    pub minor: i64,
}

/// The two tolerances, each of all that is written off of an item: they do not add up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tolerances {
    /// Of differences that are written off along with payments.
    pub with_cash: Tolerance,
    /// Of write-offs that persons ask for.
    pub on_request: Tolerance,
}

impl Tolerances {
    pub fn of(&self, occasion: Occasion, currency: Currency) -> Money {
        match occasion {
            Occasion::WithCash => self.with_cash.of(currency),
            Occasion::OnRequest => self.on_request.of(currency),
        }
    }
}

impl Default for Tolerances {
    fn default() -> Self {
        Self { with_cash: Tolerance::of_all(500), on_request: Tolerance::of_all(0) }
    }
}
