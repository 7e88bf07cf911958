//! Until when an answer is of use. Machine time, and monotonic.

use std::time::{Duration, Instant};

/// The moment after which nobody waits any more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    #[expect(clippy::disallowed_methods, reason = "deadlines are counted here and nowhere else")]
    #[must_use]
    pub fn after(duration: Duration) -> Self {
        let now = Instant::now();
        // A century stands for "never" where the sum would not fit.
        Self(now.checked_add(duration).unwrap_or(now + Duration::from_secs(3_153_600_000)))
    }

    #[expect(clippy::disallowed_methods, reason = "deadlines are counted here and nowhere else")]
    #[must_use]
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    #[must_use]
    pub fn expired(self) -> bool {
        self.remaining().is_zero()
    }

    #[must_use]
    pub fn earlier(self, other: Self) -> Self {
        self.min(other)
    }

    /// For timers.
    #[must_use]
    pub const fn instant(self) -> Instant {
        self.0
    }
}
