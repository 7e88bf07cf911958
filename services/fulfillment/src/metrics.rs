//! What is measured of fulfillment.

use o2c_telemetry::{Metric, gauge};

pub static OPEN: Metric = gauge("o2c.shipments.open", &["state"], "Shipments that have not left, by state.");
