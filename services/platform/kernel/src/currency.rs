//! Currencies by ISO 4217.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::currency_table::CURRENCIES;

/// A currency of ISO 4217 with its minor unit: amounts are whole numbers of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(u8);

/// The code is none of ISO 4217's active ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a currency of ISO 4217")]
pub struct UnknownCurrency(pub String);

impl Currency {
    pub const GBP: Self = Self::of("GBP");
    pub const EUR: Self = Self::of("EUR");
    pub const USD: Self = Self::of("USD");
    pub const JPY: Self = Self::of("JPY");

    /// All of them, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).take(CURRENCIES.len()).map(Self)
    }

    /// Exactly three capital letters.
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        match CURRENCIES.binary_search_by(|(known, _)| (*known).cmp(code)) {
            Ok(index) => u8::try_from(index).map(Self).map_err(|_| UnknownCurrency(code.to_owned())),
            Err(_) => Err(UnknownCurrency(code.chars().take(8).collect())),
        }
    }

    /// The three letters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        CURRENCIES[self.0 as usize].0
    }

    /// Decimals of the minor unit: 2 for a penny, 0 for the yen, 3 for the fils.
    #[must_use]
    pub const fn exponent(self) -> u32 {
        CURRENCIES[self.0 as usize].1
    }

    /// Minor units in one whole unit.
    #[must_use]
    pub const fn minor_units(self) -> i64 {
        10_i64.pow(self.exponent())
    }

    /// For constants: a code that is not in the table fails the build.
    const fn of(code: &str) -> Self {
        let wanted = code.as_bytes();
        let mut index = 0;
        while index < CURRENCIES.len() {
            let known = CURRENCIES[index].0.as_bytes();
            if known[0] == wanted[0] && known[1] == wanted[1] && known[2] == wanted[2] {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "the table has fewer than 256 entries, checked by a test"
                )]
                return Self(index as u8);
            }
            index += 1;
        }
        panic!("not in the table of currencies")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_fits_an_octet() {
        assert!(CURRENCIES.is_sorted_by_key(|(code, _)| *code));
        assert!(CURRENCIES.len() < 256);
    }

    #[test]
    fn knows_the_minor_units() {
        assert_eq!(Currency::GBP.exponent(), 2);
        assert_eq!(Currency::JPY.exponent(), 0);
        assert_eq!(Currency::parse("KWD").unwrap().exponent(), 3);
        assert!(Currency::parse("gbp").is_err());
        assert!(Currency::parse("ZZZ").is_err());
    }
}
