//! How often and how soon a fact that failed is tried again.

use std::time::Duration;

/// After so many failures a fact is a dead letter.
pub const MAX_TRIES: i64 = 5;

/// The wait before the second try; each further one is four times as long: 50 ms, 200 ms, 800 ms, 3.2 s.
pub(super) const FIRST_RETRY: Duration = Duration::from_millis(50);

const GROWTH: u32 = 4;

/// The wait after `tries` failures; none when there is no further try.
pub(super) fn after(first: Duration, tries: i64) -> Option<Duration> {
    if !(1..MAX_TRIES).contains(&tries) {
        return None;
    }
    (1..tries).try_fold(first, |wait, _| wait.checked_mul(GROWTH))
}

/// The longest wait of all.
pub(super) fn longest(first: Duration) -> Duration {
    after(first, MAX_TRIES - 1).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_waits_and_then_none() {
        let waits: Vec<_> = (1..=5).map(|tries| after(FIRST_RETRY, tries).map(|wait| wait.as_millis())).collect();
        assert_eq!(waits, [Some(50), Some(200), Some(800), Some(3200), None]);
        assert_eq!(after(FIRST_RETRY, 9), None);
    }
}
