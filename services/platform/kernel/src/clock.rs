//! Two clocks. *Business time* dates documents, and may be simulated. *Machine time* runs deadlines, leases, backoff
//! and retention, and never is.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::{Date, Instant, Zone, failpoint};

/// Business time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds; `None` follows the machine.
    simulated: Option<Arc<AtomicI64>>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    #[error("the clock follows the machine: only a simulated one can be moved")]
    NotSimulated,
    #[error("business time is {now} already and does not go back to {asked}")]
    GoesBack { now: Instant, asked: Instant },
}

impl Clock {
    #[must_use]
    pub const fn system() -> Self {
        Self { simulated: None }
    }

    #[must_use]
    pub fn simulated(start: Instant) -> Self {
        Self { simulated: Some(Arc::new(AtomicI64::new(start.micros()))) }
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.simulated.as_ref().map_or_else(machine_now, |micros| Instant::from_micros(micros.load(Ordering::SeqCst)))
    }

    /// The day it is in a zone.
    #[must_use]
    pub fn today(&self, zone: &Zone) -> Date {
        zone.date_of(self.now())
    }

    #[must_use]
    pub const fn is_simulated(&self) -> bool {
        self.simulated.is_some()
    }

    /// Moves a simulated clock forward; to where it stands is fine, back is not.
    pub fn advance_to(&self, instant: Instant) -> Result<(), ClockError> {
        let micros = self.simulated.as_ref().ok_or(ClockError::NotSimulated)?;
        let before = micros.fetch_max(instant.micros(), Ordering::SeqCst);
        if before > instant.micros() {
            return Err(ClockError::GoesBack { now: Instant::from_micros(before), asked: instant });
        }
        Ok(())
    }
}

/// Machine time.
#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
#[must_use]
pub fn machine_now() -> Instant {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let micros = i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX);
    Instant::from_micros(micros.saturating_add(failpoint::clock_off_by()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulated_clock_stands_until_it_is_moved_and_never_goes_back() {
        let start = Instant::parse("2010-12-01T00:00:00Z").unwrap();
        let clock = Clock::simulated(start);
        let same = clock.clone();
        assert_eq!(clock.now(), start);
        let later = Instant::parse("2010-12-02T00:00:00Z").unwrap();
        clock.advance_to(later).unwrap();
        assert_eq!(same.now(), later);
        assert!(matches!(clock.advance_to(start), Err(ClockError::GoesBack { .. })));
        assert_eq!(clock.now(), later);
        assert_eq!(Clock::system().advance_to(later), Err(ClockError::NotSimulated));
    }
}
