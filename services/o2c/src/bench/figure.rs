//! Numbers of a report: exact quotients, rounded once.

use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::{Number, Value};

/// What was counted, by the second.
#[must_use]
pub fn per_second(count: u64, time: Duration) -> Decimal {
    quotient(Decimal::from(count), seconds(time))
}

#[must_use]
pub fn seconds(time: Duration) -> Decimal {
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    Decimal::from(micros) / Decimal::from(1_000_000)
}

/// Three digits after the point; nothing divided by nothing is nothing.
#[must_use]
pub fn quotient(part: Decimal, whole: Decimal) -> Decimal {
    part.checked_div(whole).unwrap_or_default().round_dp(3)
}

/// As a number of JSON.
#[must_use]
pub fn number(value: Decimal) -> Value {
    let text = value.normalize().to_string();
    text.parse::<Number>().map_or(Value::String(text), Value::Number)
}
