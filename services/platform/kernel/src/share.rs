//! Shares of an amount that add up to it whoever takes them, and in whatever order.

use crate::{Money, MoneyError, Quantity, divide_half_away};

/// The part of `total` that the quantities from `from` to `to` stand for, of a `whole`: R(to) − R(from) with
/// R(q) = total × q ÷ whole, half away from zero. Adjoining parts add up exactly. A whole of 0 has no parts: 0.
///
/// Shipping and billing take a line from its head, cancelling from its tail; so what is shipped and what is cancelled
/// add up to the line without either asking the other.
pub fn cumulative_share(total: Money, whole: Quantity, from: Quantity, to: Quantity) -> Result<Money, MoneyError> {
    let upto = |quantity: Quantity| {
        let exact = i128::from(total.minor()) * i128::from(quantity.micros());
        i64::try_from(divide_half_away(exact, i128::from(whole.micros()))).map_err(|_| MoneyError::Overflow)
    };
    let (start, end) = (upto(from)?, upto(to)?);
    end.checked_sub(start).map(|minor| Money::new(minor, total.currency())).ok_or(MoneyError::Overflow)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Currency;

    proptest! {
        #[test]
        fn head_and_tail_meet(total in -1_000_000_i64..1_000_000, whole in 1_i64..1_000, cuts in prop::collection::vec(0_i64..1_000, 0..6)) {
            let units = |n: i64| Quantity::from_units(n).unwrap();
            let mut cuts: Vec<i64> = cuts.into_iter().map(|cut| cut % (whole + 1)).collect();
            cuts.extend([0, whole]);
            cuts.sort_unstable();
            let total = Money::new(total, Currency::GBP);
            let parts = cuts.windows(2).map(|pair| cumulative_share(total, units(whole), units(pair[0]), units(pair[1])).unwrap());
            prop_assert_eq!(Money::sum(Currency::GBP, parts).unwrap(), total);
        }
    }
}
