//! Rates: exact fractions of nine places (20 % is 0.2).

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Money, MoneyError, divide_half_away};

const SCALE: u32 = 9;

/// A fraction such as a tax rate, in billionths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(i64);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    #[error("the rate is too large")]
    Overflow,
    #[error("the rate has more than nine decimals")]
    TooFine,
    #[error("`{0}` is not a rate")]
    NotARate(String),
}

impl Rate {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Reads a plain decimal such as `0.175`.
    pub fn parse(text: &str) -> Result<Self, RateError> {
        let value = Decimal::from_str_exact(text).map_err(|_| RateError::NotARate(text.chars().take(40).collect()))?;
        Self::from_decimal(value)
    }

    pub fn from_decimal(value: Decimal) -> Result<Self, RateError> {
        let scaled = value.checked_mul(Decimal::from(10_i64.pow(SCALE))).ok_or(RateError::Overflow)?;
        if !scaled.fract().is_zero() {
            return Err(RateError::TooFine);
        }
        i64::try_from(scaled).map(Self).map_err(|_| RateError::Overflow)
    }

    /// 17.5 % is `from_percent(17.5)`.
    pub fn from_percent(percent: Decimal) -> Result<Self, RateError> {
        Self::from_decimal(percent / Decimal::ONE_HUNDRED)
    }

    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, SCALE).normalize()
    }

    /// Amount × rate, half away from zero to the minor unit.
    pub fn apply(self, amount: Money) -> Result<Money, MoneyError> {
        let exact = i128::from(self.0) * i128::from(amount.minor());
        let minor = i64::try_from(divide_half_away(exact, 10_i128.pow(SCALE))).map_err(|_| MoneyError::Overflow)?;
        Ok(Money::new(minor, amount.currency()))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_decimal().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn applies_half_away_from_zero() {
        let rate = Rate::from_percent(Decimal::new(175, 1)).unwrap();
        assert_eq!(rate, Rate::parse("0.175").unwrap());
        assert_eq!(rate.apply(Money::new(1020, Currency::GBP)).unwrap().minor(), 179);
        assert_eq!(rate.apply(Money::new(-1020, Currency::GBP)).unwrap().minor(), -179);
        assert_eq!(Rate::parse("0.0000000001"), Err(RateError::TooFine));
    }
}
