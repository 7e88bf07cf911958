//! How long something is ours.

use std::time::Duration;

use o2c_kernel::{Deadline, Instant, machine_now};

/// By the time that has passed, whatever becomes of the machine's clock; and by the clock, which goes on while the machine
/// sleeps. Whichever is over first ends it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenure {
    passed: Deadline,
    clock: Instant,
}

impl Tenure {
    /// From now on.
    pub(crate) fn of(length: Duration) -> Tenure {
        Tenure { passed: Deadline::after(length), clock: machine_now().plus(length) }
    }

    /// What is left of it.
    pub(crate) fn remaining(self) -> Duration {
        self.passed.remaining().min(self.clock.since(machine_now()))
    }

    pub(crate) fn is_over(self) -> bool {
        self.remaining().is_zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_ends_it_and_so_does_the_time_that_has_passed() {
        let (hour, now) = (Duration::from_secs(3_600), machine_now());
        assert!(!Tenure::of(hour).is_over());
        assert!(Tenure { passed: Deadline::after(hour), clock: now.minus(hour) }.is_over());
        assert!(Tenure { passed: Deadline::after(Duration::ZERO), clock: now.plus(hour) }.is_over());
    }
}
