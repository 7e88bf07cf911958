//! What is measured of credit.

use o2c_telemetry::{Metric, age, gauge};

pub static HOLDS: Metric = gauge("o2c.credit.holds", &[], "Orders that wait for a credit decision of a person.");
pub static HOLDS_AGE: Metric = age("o2c.credit.holds.age", &[], "Age of the oldest of them.");
