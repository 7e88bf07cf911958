//! The time zone of a legal entity: it decides which day it is.

use std::fmt;

use jiff::tz::TimeZone;

use crate::{Date, Instant};

/// A zone of the IANA database, which is bundled: the machine's own copy is not asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time zone")]
pub struct ZoneError(pub String);

impl Zone {
    pub const UTC: Self = Self(TimeZone::UTC);

    /// Such as `Europe/London`.
    pub fn parse(name: &str) -> Result<Self, ZoneError> {
        TimeZone::get(name).map(Self).map_err(|_| ZoneError(name.chars().take(40).collect()))
    }

    /// The day on which an instant falls here.
    #[must_use]
    pub fn date_of(&self, instant: Instant) -> Date {
        Date::from_civil(self.0.to_datetime(instant.timestamp()).date())
    }

    /// The first instant of a day here.
    #[must_use]
    pub fn start_of(&self, date: Date) -> Instant {
        date.civil()
            .to_zoned(self.0.clone())
            .map_or(Instant::from_micros(i64::from(date.days()).saturating_mul(86_400_000_000)), |zoned| {
                Instant::from_micros(zoned.timestamp().as_microsecond())
            })
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_depends_on_the_zone() {
        let instant = Instant::parse("2011-06-30T23:30:00Z").unwrap();
        assert_eq!(Zone::UTC.date_of(instant).to_string(), "2011-06-30");
        let london = Zone::parse("Europe/London").unwrap();
        assert_eq!(london.date_of(instant).to_string(), "2011-07-01");
        assert_eq!(london.start_of(Date::parse("2011-07-01").unwrap()).to_string(), "2011-06-30T23:00:00Z");
        assert!(Zone::parse("Middle/Earth").is_err());
    }
}
