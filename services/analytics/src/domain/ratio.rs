//! A quotient of whole numbers: exact until somebody asks for decimals.

use o2c_kernel::divide_half_away;
use rust_decimal::Decimal;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// Decimals of a reported KPI.
const PLACES: u32 = 2;
const PER_UNIT: i128 = 100;

impl Ratio {
    pub const fn new(numerator: i128, denominator: i128) -> Self {
        Self { numerator, denominator }
    }

    /// Half away from zero to two decimals, rounded once from the exact quotient; none where nothing divides it.
    pub fn rounded(self) -> Option<Decimal> {
        if self.denominator == 0 {
            return None;
        }
        let hundredths = divide_half_away(self.numerator.checked_mul(PER_UNIT)?, self.denominator);
        Decimal::try_from_i128_with_scale(hundredths, PLACES).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rounded(numerator: i128, denominator: i128) -> Option<String> {
        Ratio::new(numerator, denominator).rounded().map(|value| value.to_string())
    }

    #[test]
    fn half_goes_away_from_zero_and_nothing_divides_by_zero() {
        assert_eq!(rounded(1, 200).as_deref(), Some("0.01"));
        assert_eq!(rounded(-1, 200).as_deref(), Some("-0.01"));
        assert_eq!(rounded(1, 201).as_deref(), Some("0.00"));
        assert_eq!(rounded(100, 3).as_deref(), Some("33.33"));
        assert_eq!(rounded(60, 2).as_deref(), Some("30.00"));
        assert_eq!(rounded(1, 0), None);
        // a decimal division to 28 digits would round this up to the half, and then up again
        let denominator = 10_i128.pow(32);
        assert_eq!(rounded(denominator / 200 - 1, denominator).as_deref(), Some("0.00"));
    }

    proptest! {
        #[test]
        fn is_within_half_a_hundredth(n in -1_000_000_000_000_i128..1_000_000_000_000, d in 1_i128..1_000_000_000) {
            let value = Ratio::new(n, d).rounded().unwrap();
            let hundredths = value.mantissa();
            prop_assert!((hundredths * d - n * 100).abs() * 2 <= d);
        }
    }
}
