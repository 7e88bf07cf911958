//! At most one retry for ten calls, over all methods: when everything fails, retries add a tenth, not a multiple.

use std::sync::atomic::{AtomicU32, Ordering};

/// A retry costs what ten calls earn.
const COST: u32 = 10;

/// Retries saved up, in tenths.
pub(super) struct Budget {
    tenths: AtomicU32,
    most: u32,
}

impl Budget {
    /// Starts full, with so many retries.
    pub(super) fn new(reserve: u32) -> Budget {
        let most = reserve.saturating_mul(COST);
        Budget { tenths: AtomicU32::new(most), most }
    }

    /// A call was made.
    pub(super) fn earn(&self) {
        self.change(|tenths| (tenths < self.most).then(|| tenths + 1));
    }

    /// Takes one retry, if there is one.
    pub(super) fn spend(&self) -> bool {
        self.change(|tenths| tenths.checked_sub(COST))
    }

    // Relaxed: the counter guards nothing but itself.
    fn change(&self, new: impl Fn(u32) -> Option<u32>) -> bool {
        self.tenths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, new).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_calls_earn_one_retry_and_no_more_than_the_reserve_is_saved() {
        let budget = Budget::new(1);
        assert!(budget.spend());
        assert!(!budget.spend(), "empty");
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend(), "nine tenths");
        (0..100).for_each(|_| budget.earn());
        assert!(budget.spend());
        assert!(!budget.spend(), "only the reserve was kept");
    }
}
