//! A line of the log that is said once a second at most: under overload each refusal would have one, thousands a second,
//! and writing them would take from what is served. Metrics count them all.

use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
    time::Duration,
};

use o2c_kernel::Instant;

const SECOND: Duration = Duration::from_secs(1);

/// When the line was said last, and how often it would have been said since.
pub(crate) struct Seldom {
    said_at: AtomicI64,
    unsaid: AtomicU64,
}

impl Seldom {
    pub(crate) const fn new() -> Self {
        Self { said_at: AtomicI64::new(i64::MIN), unsaid: AtomicU64::new(0) }
    }

    /// Whether to say it now: then how often it was not said since the last time.
    pub(crate) fn due(&self, now: Instant) -> Option<u64> {
        let said_at = self.said_at.load(Ordering::Relaxed);
        // a clock that was set back must not silence it
        let second = said_at..said_at.saturating_add(i64::try_from(SECOND.as_micros()).unwrap_or(i64::MAX));
        let taken = !second.contains(&now.micros())
            && self.said_at.compare_exchange(said_at, now.micros(), Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if taken {
            return Some(self.unsaid.swap(0, Ordering::Relaxed));
        }
        self.unsaid.fetch_add(1, Ordering::Relaxed);
        None
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Instant;

    use super::*;

    #[test]
    fn it_is_said_once_a_second_and_what_was_not_said_is_counted() {
        let (seldom, noon) = (Seldom::new(), Instant::from_micros(43_200_000_000));
        let after = |milliseconds| noon.plus(Duration::from_millis(milliseconds));
        assert_eq!(seldom.due(noon), Some(0));
        assert_eq!(seldom.due(after(1)), None);
        assert_eq!(seldom.due(after(999)), None);
        assert_eq!(seldom.due(after(1_000)), Some(2));
        assert_eq!(seldom.due(after(5_000)), Some(0));
        assert_eq!(seldom.due(noon), Some(0), "the clock was set back");
    }
}
