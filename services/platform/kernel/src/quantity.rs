//! Quantities: exact decimals of six places.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const SCALE: u32 = 6;

/// How many: pieces, kilograms, hours. Kept as millionths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    #[error("the quantity is too large")]
    Overflow,
    #[error("the quantity has more than six decimals")]
    TooFine,
    #[error("`{0}` is not a quantity")]
    NotAQuantity(String),
}

impl Quantity {
    pub const ZERO: Self = Self(0);

    /// Millionths of a unit.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole units.
    pub fn from_units(units: i64) -> Result<Self, QuantityError> {
        units.checked_mul(10_i64.pow(SCALE)).map(Self).ok_or(QuantityError::Overflow)
    }

    /// Reads a plain decimal such as `2.5`.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let value =
            Decimal::from_str_exact(text).map_err(|_| QuantityError::NotAQuantity(text.chars().take(40).collect()))?;
        Self::from_decimal(value)
    }

    /// Exact: more than six decimals are an error.
    pub fn from_decimal(value: Decimal) -> Result<Self, QuantityError> {
        let scaled = value.checked_mul(Decimal::from(10_i64.pow(SCALE))).ok_or(QuantityError::Overflow)?;
        if !scaled.fract().is_zero() {
            return Err(QuantityError::TooFine);
        }
        i64::try_from(scaled).map(Self).map_err(|_| QuantityError::Overflow)
    }

    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, SCALE).normalize()
    }

    pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
        self.0.checked_add(other.0).map(Self).ok_or(QuantityError::Overflow)
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, QuantityError> {
        self.0.checked_sub(other.0).map(Self).ok_or(QuantityError::Overflow)
    }

    pub fn checked_neg(self) -> Result<Self, QuantityError> {
        self.0.checked_neg().map(Self).ok_or(QuantityError::Overflow)
    }

    pub fn sum(quantities: impl IntoIterator<Item = Self>) -> Result<Self, QuantityError> {
        quantities.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_decimal().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_exact_to_six_places() {
        assert_eq!(Quantity::parse("2.5").unwrap().micros(), 2_500_000);
        assert_eq!(Quantity::parse("2.500000").unwrap().to_string(), "2.5");
        assert_eq!(Quantity::parse("0.0000001"), Err(QuantityError::TooFine));
        assert!(Quantity::parse("many").is_err());
        assert_eq!(Quantity::from_units(i64::MAX), Err(QuantityError::Overflow));
    }
}
