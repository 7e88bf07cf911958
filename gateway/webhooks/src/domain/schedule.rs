//! When an event is tried again: published to those who run endpoints, so that they know how long they may be down.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// Ten attempts within 75 hours and a half: a long weekend.
const PUBLISHED: [u64; 9] =
    [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/// An endpoint that asks for a later time is heard up to this.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * HOUR);

/// The waits between the attempts of one event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schedule(Vec<Duration>);

impl Schedule {
    #[must_use]
    pub const fn of(waits: Vec<Duration>) -> Self {
        Self(waits)
    }

    /// How long to wait after so many attempts; none where that was the last one. `chance` spreads what failed together:
    /// up to a tenth is added. An endpoint that asks for more time gets it, for less it does not.
    #[must_use]
    pub fn wait(&self, attempts: i32, asked: Option<Duration>, chance: u64) -> Option<Duration> {
        let wait = *usize::try_from(attempts).ok()?.checked_sub(1).and_then(|at| self.0.get(at))?;
        let tenth = u64::try_from(wait.as_micros() / 10).unwrap_or(u64::MAX);
        let spread = Duration::from_micros(chance % tenth.saturating_add(1));
        let asked = asked.unwrap_or_default().min(LONGEST_ASKED);
        Some(wait.saturating_add(spread).max(asked))
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self(PUBLISHED.into_iter().map(Duration::from_secs).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_attempts_take_more_than_a_day_and_spread() {
        let schedule = Schedule::default();
        let waits: Vec<Duration> = (1..).map_while(|attempts| schedule.wait(attempts, None, 0)).collect();
        assert_eq!(waits.len(), 9);
        assert_eq!(waits.iter().sum::<Duration>(), Duration::from_secs(272_105));
        assert_eq!(schedule.wait(0, None, 0), None);
        for chance in [1, 17, u64::MAX] {
            let wait = schedule.wait(2, None, chance).unwrap();
            assert!(wait > Duration::from_secs(300) && wait <= Duration::from_secs(330), "{wait:?}");
        }
    }

    #[test]
    fn who_asks_for_time_gets_a_day_at_most() {
        let schedule = Schedule::default();
        let minute = Duration::from_secs(60);
        assert_eq!(schedule.wait(1, Some(minute), 0), Some(minute));
        assert_eq!(schedule.wait(2, Some(minute), 0), Some(minute * 5));
        assert_eq!(schedule.wait(1, Some(Duration::MAX), 0), Some(LONGEST_ASKED));
        assert_eq!(schedule.wait(10, Some(minute), 0), None, "asking makes no further attempt");
    }
}
