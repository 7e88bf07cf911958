//! Calendar dates of the business.

use std::fmt;

use jiff::{ToSpan, civil};
use serde::{Deserialize, Serialize};

/// A day of the calendar, without a time or a zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(civil::Date);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date: year-month-day is expected")]
pub struct DateError(pub String);

const EPOCH: civil::Date = civil::date(1970, 1, 1);

impl Date {
    pub fn from_ymd(year: i32, month: i32, day: i32) -> Result<Self, DateError> {
        let error = || DateError(format!("{year:04}-{month:02}-{day:02}"));
        let (year, month, day) = (
            i16::try_from(year).map_err(|_| error())?,
            i8::try_from(month).map_err(|_| error())?,
            i8::try_from(day).map_err(|_| error())?,
        );
        civil::Date::new(year, month, day).map(Self).map_err(|_| error())
    }

    /// Reads `2011-01-04`.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.chars().take(40).collect());
        if text.len() != 10 {
            return Err(error());
        }
        civil::Date::strptime("%Y-%m-%d", text).map(Self).map_err(|_| error())
    }

    /// Days since 1970-01-01: how dates are stored.
    #[must_use]
    pub fn days(self) -> i32 {
        self.0.since((jiff::Unit::Day, EPOCH)).map_or(0, |span| span.get_days())
    }

    pub fn from_days(days: i32) -> Result<Self, DateError> {
        EPOCH.checked_add(i64::from(days).days()).map(Self).map_err(|_| DateError(format!("day {days}")))
    }

    pub fn add_days(self, days: i64) -> Result<Self, DateError> {
        let error = || DateError(format!("{self} + {days} days"));
        let span = jiff::Span::new().try_days(days).map_err(|_| error())?;
        self.0.checked_add(span).map(Self).map_err(|_| error())
    }

    /// The same day of a later month, or its last day.
    pub fn add_months(self, months: i32) -> Result<Self, DateError> {
        let error = || DateError(format!("{self} + {months} months"));
        let span = jiff::Span::new().try_months(months).map_err(|_| error())?;
        self.0.checked_add(span).map(Self).map_err(|_| error())
    }

    /// Days from `earlier` to this day; negative if it is later.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.days()) - i64::from(earlier.days())
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year().into()
    }

    #[must_use]
    pub fn month(self) -> i32 {
        self.0.month().into()
    }

    #[must_use]
    pub fn day(self) -> i32 {
        self.0.day().into()
    }

    /// Monday is 1, Sunday 7 (ISO 8601).
    #[must_use]
    pub fn weekday(self) -> i32 {
        self.0.weekday().to_monday_one_offset().into()
    }

    pub(crate) const fn civil(self) -> civil::Date {
        self.0
    }

    pub(crate) const fn from_civil(date: civil::Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_days_and_months() {
        let date = Date::parse("2011-01-31").unwrap();
        assert_eq!(date.add_months(1).unwrap().to_string(), "2011-02-28");
        assert_eq!(date.add_days(1).unwrap().to_string(), "2011-02-01");
        assert_eq!(date.weekday(), 1);
        assert_eq!(Date::from_ymd(1970, 1, 2).unwrap().days(), 1);
        for bad in ["2011-02-30", "2011-1-1", "yesterday", "", "2011-01-01T00:00"] {
            assert!(Date::parse(bad).is_err(), "{bad}");
        }
        assert!(Date::from_ymd(100_000, 1, 1).is_err());
        assert!(date.add_days(i64::MAX).is_err());
    }

    proptest! {
        #[test]
        fn days_round_trip(days in -100_000_i32..1_000_000) {
            prop_assert_eq!(Date::from_days(days).unwrap().days(), days);
        }
    }
}
