//! Days and points in time.

use std::ops::RangeInclusive;

use o2c_kernel::{Date, Instant, Violations};
use o2c_proto::google::r#type as wire;

use super::{optional, reason, required};

/// A year outside of these is a slip of the pen. The wire's 0 for "no year" is not taken either.
const YEARS: RangeInclusive<i32> = 1900..=2999;

/// A day that must be there, with year, month and day.
pub fn date(v: &mut Violations, field: &str, value: Option<wire::Date>) -> Option<Date> {
    let value = required(v, field, value)?;
    let date = Some(value)
        .filter(|date| YEARS.contains(&date.year))
        .and_then(|date| Date::from_ymd(date.year, date.month, date.day).ok());
    if date.is_none() {
        v.add(
            field,
            reason::MALFORMED,
            format!(
                "{}-{}-{} is not a day of the years {} to {}",
                value.year,
                value.month,
                value.day,
                YEARS.start(),
                YEARS.end()
            ),
        );
    }
    date
}

/// A day that may be absent.
pub fn optional_date(v: &mut Violations, field: &str, value: Option<wire::Date>) -> Option<Option<Date>> {
    optional(value, |value| date(v, field, Some(value)))
}

/// A point in time in microseconds that must be there: 0 is the wire's "absent".
pub fn instant(v: &mut Violations, field: &str, micros: i64) -> Option<Instant> {
    if micros <= 0 {
        v.add(field, reason::REQUIRED, "is required, in microseconds since 1970");
        return None;
    }
    Some(Instant::from_micros(micros))
}
