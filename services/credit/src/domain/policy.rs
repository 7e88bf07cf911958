//! What the company has decided about deciding.

use std::time::Duration;

/// The settings that decisions depend on. A decision keeps its version and its inputs, so that it can be retold (CRD-5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// How long an approval or a release holds.
    pub approval: Duration,
    /// By how much an order may exceed what was approved or released, in hundredths of a percent.
    pub tolerance_basis_points: u32,
}

impl Policy {
    /// The rules of [`super::decide`]: a change of theirs is a new version.
    pub const VERSION: &'static str = "1";

    /// Whether an amount is within what was approved, and the tolerance.
    pub fn tolerates(tolerance_basis_points: u32, approved: i64, amount: i64) -> bool {
        let factor = 10_000_i128.saturating_add(i128::from(tolerance_basis_points));
        i128::from(amount).saturating_mul(10_000) <= i128::from(approved).saturating_mul(factor)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self { approval: Duration::from_secs(30 * 24 * 60 * 60), tolerance_basis_points: 1_000 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tolerance_is_exact_to_the_minor_unit() {
        assert!(Policy::tolerates(1_000, 10000, 11000));
        assert!(!Policy::tolerates(1_000, 10000, 11001));
        assert!(Policy::tolerates(0, 10000, 10000));
        assert!(!Policy::tolerates(0, 10000, 10001));
        assert!(!Policy::tolerates(u32::MAX, 0, 1));
        assert!(Policy::tolerates(u32::MAX, i64::MAX, i64::MAX));
    }
}
