//! Unit prices: exact decimals of six places in a currency, finer than its minor unit where need be.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Currency, Money, MoneyError, Quantity, divide_half_away};

const SCALE: u32 = 6;

/// What one unit costs, in millionths of the currency's whole unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct UnitPrice {
    micros: i64,
    currency: Currency,
}

impl UnitPrice {
    #[must_use]
    pub const fn new(micros: i64, currency: Currency) -> Self {
        Self { micros, currency }
    }

    #[must_use]
    pub const fn micros(self) -> i64 {
        self.micros
    }

    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Reads a plain decimal such as `0.855`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let price =
            Decimal::from_str_exact(text).map_err(|_| MoneyError::NotAnAmount(text.chars().take(40).collect()))?;
        Self::from_decimal(price, currency)
    }

    /// Exact: more than six decimals are an error.
    pub fn from_decimal(price: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scaled = price.checked_mul(Decimal::from(10_i64.pow(SCALE))).ok_or(MoneyError::Overflow)?;
        if !scaled.fract().is_zero() {
            return Err(MoneyError::TooFine(currency));
        }
        let micros = i64::try_from(scaled).map_err(|_| MoneyError::Overflow)?;
        Ok(Self { micros, currency })
    }

    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.micros, SCALE).normalize()
    }

    /// Price × quantity, half away from zero to the minor unit.
    pub fn extend(self, quantity: Quantity) -> Result<Money, MoneyError> {
        // micros × micros is 10⁻¹² units; one minor unit is 10⁻ᵉ.
        let exact = i128::from(self.micros) * i128::from(quantity.micros());
        let divisor = 10_i128.pow(2 * SCALE - self.currency.exponent());
        let minor = i64::try_from(divide_half_away(exact, divisor)).map_err(|_| MoneyError::Overflow)?;
        Ok(Money::new(minor, self.currency))
    }
}

impl fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn extends_half_away_from_zero() {
        let price = UnitPrice::parse("0.855", Currency::GBP).unwrap();
        assert_eq!(price.extend(Quantity::from_units(1).unwrap()).unwrap().minor(), 86);
        assert_eq!(price.extend(Quantity::from_units(-1).unwrap()).unwrap().minor(), -86);
        assert_eq!(price.extend(Quantity::parse("2.5").unwrap()).unwrap().minor(), 214);
        let yen = UnitPrice::parse("99.5", Currency::JPY).unwrap();
        assert_eq!(yen.extend(Quantity::from_units(1).unwrap()).unwrap().minor(), 100);
    }

    proptest! {
        #[test]
        fn is_sign_symmetric(micros in -1_000_000_000_000_i64..1_000_000_000_000, units in -100_000_i64..100_000) {
            let price = UnitPrice::new(micros, Currency::GBP);
            let plus = price.extend(Quantity::from_micros(units)).unwrap().minor();
            let minus = price.extend(Quantity::from_micros(-units)).unwrap().minor();
            prop_assert_eq!(plus, -minus);
        }
    }
}
