//! What money must never meet, in the only file where it may stand: the mistake of [`Planted::FloatTax`].
//!
//! [`Planted::FloatTax`]: super::Planted::FloatTax

use crate::{Money, Rate};

/// A rate's share of an amount, in binary floating point and cut off.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "this is the mistake"
)]
#[must_use]
pub fn float_share(rate: Rate, of: Money) -> Money {
    let share = of.minor() as f64 * (rate.nanos() as f64 / 1e9);
    Money::new(share as i64, of.currency())
}
