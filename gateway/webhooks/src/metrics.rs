//! What is measured of webhooks.

use o2c_telemetry::{Counter, Histogram, Metric, age, counter, duration, gauge};

static ATTEMPT: Metric = duration(
    "o2c.webhooks.attempt.duration",
    &["outcome"],
    "Attempts to deliver an event to an endpoint, by what came of them.",
);
pub static ATTEMPTS: Histogram = Histogram::new(&ATTEMPT);

static ENDED: Metric =
    counter("o2c.webhooks.deliveries", &["outcome"], "Deliveries that ended: delivered, or given up.");
pub static DELIVERIES: Counter = Counter::new(&ENDED);

pub static OLDEST_DUE: Metric = age(
    "o2c.webhooks.due.age",
    &[],
    "How long the event has been due that waits longest, at an endpoint that takes others.",
);
pub static DISABLED: Metric = gauge("o2c.webhooks.disabled", &["reason"], "Endpoints that nothing is sent to.");
