//! Splitting an amount without losing a cent: the largest-remainder method (Hamilton's, as used for seats).

use crate::{Money, MoneyError};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError {
    #[error("there is nothing to allocate to")]
    NoWeights,
    #[error("a weight is negative")]
    NegativeWeight,
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Splits `total` by `weights`: the parts add up to it exactly, each within one minor unit of its exact share; what
/// rounding leaves over goes to the largest remainders, of equal ones to the earlier. f(−total) = −f(total).
pub fn allocate(total: Money, weights: &[i64]) -> Result<Vec<Money>, AllocationError> {
    if weights.iter().any(|weight| *weight < 0) {
        return Err(AllocationError::NegativeWeight);
    }
    let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if whole == 0 {
        return Err(AllocationError::NoWeights);
    }
    let magnitude = i128::from(total.minor()).abs();
    let sign = if total.is_negative() { -1 } else { 1 };

    let mut parts: Vec<i128> = weights.iter().map(|weight| magnitude * i128::from(*weight) / whole).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|index| (-(magnitude * i128::from(weights[*index]) % whole), *index));
    let missing = magnitude - parts.iter().sum::<i128>();
    // Fewer cents are missing than there are parts, so one round is enough.
    for index in by_remainder.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        parts[index] += 1;
    }

    parts
        .into_iter()
        .map(|part| {
            let minor = i64::try_from(part * sign).map_err(|_| MoneyError::Overflow)?;
            Ok(Money::new(minor, total.currency()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Currency;

    fn split(minor: i64, weights: &[i64]) -> Vec<i64> {
        allocate(Money::new(minor, Currency::GBP), weights).unwrap().into_iter().map(Money::minor).collect()
    }

    #[test]
    fn the_leftover_goes_to_the_largest_remainder_and_then_to_the_earlier() {
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(split(10, &[0, 3, 7]), [0, 3, 7]);
        assert_eq!(split(1, &[1, 2]), [0, 1]);
    }

    #[test]
    fn refuses_what_has_no_share() {
        let total = Money::new(1, Currency::GBP);
        assert_eq!(allocate(total, &[]), Err(AllocationError::NoWeights));
        assert_eq!(allocate(total, &[0, 0]), Err(AllocationError::NoWeights));
        assert_eq!(allocate(total, &[1, -1]), Err(AllocationError::NegativeWeight));
    }

    proptest! {
        #[test]
        fn nothing_is_lost(minor in -1_000_000_000_i64..1_000_000_000, weights in prop::collection::vec(0_i64..1_000_000, 1..40)) {
            let whole: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            prop_assume!(whole > 0);
            let parts = split(minor, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), minor);
            for (part, weight) in parts.iter().zip(&weights) {
                let exact_times_whole = i128::from(minor) * i128::from(*weight);
                prop_assert!((i128::from(*part) * whole - exact_times_whole).abs() < whole);
            }
            let negated: Vec<i64> = parts.iter().map(|part| -part).collect();
            prop_assert_eq!(split(-minor, &weights), negated);
        }
    }
}
