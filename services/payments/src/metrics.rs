//! What is measured of payments.

use o2c_telemetry::{Metric, age, gauge};

pub static UNAPPLIED: Metric = gauge("o2c.cash.unapplied", &["currency"], "Cash received and applied to nothing.");
pub static UNAPPLIED_AGE: Metric = age("o2c.cash.unapplied.age", &[], "Age of the oldest of it.");
pub static EXCEPTIONS: Metric = gauge("o2c.payments.exceptions", &["reason"], "Payments that wait for a person.");
