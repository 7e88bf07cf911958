//! What is measured of orders.

use o2c_telemetry::{Counter, Histogram, Metric, counter, duration, gauge};

pub static OPEN: Metric = gauge("o2c.orders.open", &["state"], "Orders that are not complete, by state.");

static CONFIRMED: Metric = counter("o2c.orders.confirmed", &[], "Orders confirmed.");
pub static ORDERS_CONFIRMED: Counter = Counter::new(&CONFIRMED);

static ACCEPTANCE: Metric =
    duration("o2c.orders.acceptance.duration", &["outcome"], "From submission to the decision.");
pub static ORDERS_ACCEPTED: Histogram = Histogram::new(&ACCEPTANCE);
