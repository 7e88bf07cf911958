//! The one rounding of the product: half away from zero, so that f(−x) = −f(x) and a reversal is exactly the
//! opposite of what it reverses (EN 16931-1, BR-CO-17 asks for rounding to two decimals; the sign symmetry is ours).

/// `numerator ÷ denominator`, rounded half away from zero. A denominator of 0 yields 0: callers divide by constants
/// or by checked sums only.
#[must_use]
pub fn divide_half_away(numerator: i128, denominator: i128) -> i128 {
    if denominator == 0 {
        return 0;
    }
    let quotient = numerator / denominator;
    let remainder = numerator % denominator;
    if remainder.unsigned_abs() >= denominator.unsigned_abs() - remainder.unsigned_abs() {
        let away = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
        if remainder == 0 { quotient } else { quotient + away }
    } else {
        quotient
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::divide_half_away;

    #[test]
    fn half_goes_away_from_zero() {
        assert_eq!(divide_half_away(5, 10), 1);
        assert_eq!(divide_half_away(-5, 10), -1);
        assert_eq!(divide_half_away(4, 10), 0);
        assert_eq!(divide_half_away(15, 10), 2);
        assert_eq!(divide_half_away(-15, 10), -2);
        assert_eq!(divide_half_away(20, 10), 2);
        assert_eq!(divide_half_away(1, 3), 0);
        assert_eq!(divide_half_away(2, 3), 1);
    }

    proptest! {
        #[test]
        fn is_symmetric_and_within_a_half(n in -1_000_000_000_i128..1_000_000_000, d in 1_i128..10_000) {
            let rounded = divide_half_away(n, d);
            prop_assert_eq!(divide_half_away(-n, d), -rounded);
            prop_assert!((rounded * d - n).abs() * 2 <= d);
        }
    }
}
