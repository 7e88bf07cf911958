//! Amounts of money: whole minor units and a currency. Nothing here rounds unless its name says so.

use std::{cmp::Ordering, fmt};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::Currency;

/// An exact amount in minor units (pennies, cents) of one currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("amounts in {left} and {right} do not add up")]
    CurrencyMismatch { left: Currency, right: Currency },
    #[error("the amount is too large")]
    Overflow,
    #[error("the amount is finer than the minor unit of {0}")]
    TooFine(Currency),
    #[error("`{0}` is not an amount")]
    NotAnAmount(String),
}

impl Money {
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.minor.checked_add(other.minor).map(|minor| Self { minor, ..self }).ok_or(MoneyError::Overflow)
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.minor.checked_sub(other.minor).map(|minor| Self { minor, ..self }).ok_or(MoneyError::Overflow)
    }

    pub fn checked_neg(self) -> Result<Self, MoneyError> {
        self.minor.checked_neg().map(|minor| Self { minor, ..self }).ok_or(MoneyError::Overflow)
    }

    /// The sum, 0 of that currency for none.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    /// The smaller of two amounts of one currency.
    pub fn min(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Ok(if other.minor < self.minor { other } else { self })
    }

    /// Compares amounts of one currency.
    pub fn compare(self, other: Self) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// Exact: an amount finer than the minor unit is an error.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let exact = Self::from_decimal_rounded(amount, currency)?;
        if exact.to_decimal() == amount { Ok(exact) } else { Err(MoneyError::TooFine(currency)) }
    }

    /// Half away from zero to the minor unit.
    pub fn from_decimal_rounded(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scaled = amount.checked_mul(Decimal::from(currency.minor_units())).ok_or(MoneyError::Overflow)?;
        let rounded = scaled.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        let minor = i64::try_from(rounded).map_err(|_| MoneyError::Overflow)?;
        Ok(Self { minor, currency })
    }

    /// Reads a plain decimal such as `-12.34`, exactly.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let amount =
            Decimal::from_str_exact(text).map_err(|_| MoneyError::NotAnAmount(text.chars().take(40).collect()))?;
        Self::from_decimal(amount, currency)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_writes_plain_decimals() {
        let amount = Money::parse("-12.30", Currency::GBP).unwrap();
        assert_eq!(amount.minor(), -1230);
        assert_eq!(amount.to_string(), "-12.30 GBP");
        assert_eq!(Money::parse("12.345", Currency::GBP), Err(MoneyError::TooFine(Currency::GBP)));
        assert!(Money::parse("1e308", Currency::GBP).is_err());
        assert_eq!(Money::parse("99999999999999999999", Currency::JPY), Err(MoneyError::Overflow));
    }

    #[test]
    fn currencies_do_not_mix_and_nothing_wraps() {
        let pound = Money::new(1, Currency::GBP);
        assert!(matches!(pound.checked_add(Money::new(1, Currency::EUR)), Err(MoneyError::CurrencyMismatch { .. })));
        assert_eq!(Money::new(i64::MAX, Currency::GBP).checked_add(pound), Err(MoneyError::Overflow));
        assert_eq!(Money::new(i64::MIN, Currency::GBP).checked_neg(), Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn decimals_round_trip(minor in any::<i64>()) {
            let amount = Money::new(minor, Currency::EUR);
            prop_assert_eq!(Money::from_decimal(amount.to_decimal(), Currency::EUR), Ok(amount));
        }
    }
}
