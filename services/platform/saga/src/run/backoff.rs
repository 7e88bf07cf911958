//! How long to wait: a saga that failed, and the whole runner while the environment is away.

use std::time::Duration;

use o2c_kernel::{Deadline, random_u64};

use crate::SagaOptions;

/// Doubles with every try up to the longest, with jitter: between half of it and all of it.
pub(super) fn backoff(first: Duration, longest: Duration, tries: i64) -> Duration {
    let doublings = u32::try_from(tries.saturating_sub(1).clamp(0, 30)).unwrap_or(30);
    let whole = first.saturating_mul(1 << doublings).min(longest);
    let half = whole / 2;
    let spread = u64::try_from(half.as_nanos()).unwrap_or(u64::MAX).saturating_add(1);
    half + Duration::from_nanos(random_u64() % spread)
}

/// While a remote service is away nobody goes forward: nothing is written, and the order of submission is kept for when it
/// is back. Sagas that unwind go on.
pub(super) struct Pause {
    first: Duration,
    longest: Duration,
    /// Sets in a row that the environment held up.
    strain: u32,
    until: Option<Deadline>,
    /// When the first of the sagas that wait wants to go on.
    soonest: Option<Deadline>,
}

/// So many holdups in a row are taken for an outage; after more, the set itself is suspected and halved.
const OUTAGE: u32 = 5;

impl Pause {
    pub(super) fn new(options: &SagaOptions) -> Self {
        Self { first: options.first_backoff, longest: options.longest_pause, strain: 0, until: None, soonest: None }
    }

    /// The environment held a set up.
    pub(super) fn begin(&mut self) {
        self.strain = self.strain.saturating_add(1);
        self.until = Some(Deadline::after(self.after(i64::from(self.strain))));
    }

    /// A remote service answered.
    pub(super) fn end(&mut self) {
        self.strain = 0;
        self.until = None;
    }

    pub(super) fn is_on(&self) -> bool {
        self.until.is_some_and(|until| !until.expired())
    }

    /// The most to take at once: less and less when one set is held up again and again, down to a single saga, which then
    /// waits by itself and lets the others pass.
    pub(super) fn narrowed(&self, set_size: usize) -> usize {
        (set_size >> self.strain.saturating_sub(OUTAGE).min(usize::BITS - 1)).max(1)
    }

    /// Whether the set cannot be narrowed any further.
    pub(super) fn is_down_to_one(&self, set_size: usize) -> bool {
        self.strain > OUTAGE && self.narrowed(set_size) == 1
    }

    pub(super) fn after(&self, tries: i64) -> Duration {
        backoff(self.first, self.longest, tries)
    }

    /// A saga will want to go on after so long.
    pub(super) fn note(&mut self, wait: Duration) {
        let deadline = Deadline::after(wait);
        // One that has come is forgotten: the log is looked at then anyway.
        let kept = self.soonest.filter(|soonest| !soonest.expired());
        self.soonest = Some(kept.map_or(deadline, |soonest| soonest.earlier(deadline)));
    }

    /// How long to sleep when nothing is ready.
    pub(super) fn until_next(&self, poll: Duration) -> Duration {
        let next = [self.until, self.soonest].into_iter().flatten().map(Deadline::remaining);
        // A millisecond at least: clocks of sleeping and of rows may differ a little.
        next.filter(|wait| !wait.is_zero()).fold(poll, Duration::min).max(Duration::from_millis(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let first = Duration::from_millis(50);
        let longest = Duration::from_secs(60);
        for (tries, whole) in [(1, 50), (2, 100), (5, 800), (12, 60_000), (i64::MAX, 60_000)] {
            let wait = backoff(first, longest, tries);
            let whole = Duration::from_millis(whole);
            assert!(wait >= whole / 2 && wait <= whole, "{tries}: {wait:?}");
        }
    }

    #[test]
    fn a_long_holdup_narrows_the_sets_to_one() {
        let mut pause = Pause::new(&SagaOptions::new(o2c_kernel::Clock::system(), o2c_kernel::Zone::UTC));
        for _ in 0..OUTAGE {
            pause.begin();
        }
        assert_eq!(pause.narrowed(256), 256);
        assert!(!pause.is_down_to_one(1));
        for _ in 0..8 {
            pause.begin();
        }
        assert_eq!(pause.narrowed(256), 1);
        assert!(pause.is_down_to_one(256));
        pause.end();
        assert_eq!(pause.narrowed(256), 256);
    }
}
