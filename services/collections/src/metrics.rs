//! What is measured of collections.

use o2c_telemetry::{Metric, gauge};

pub static DISPUTES: Metric = gauge("o2c.disputes.open", &[], "Disputes that are not settled.");
pub static CASES: Metric = gauge("o2c.dunning.cases", &["level"], "Customers under dunning, by level.");
