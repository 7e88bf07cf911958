//! What is measured of billing.

use o2c_telemetry::{Counter, Metric, age, counter, gauge};

pub static UNBILLED: Metric = gauge("o2c.shipments.unbilled", &[], "Shipments that have left and have no invoice.");
pub static UNBILLED_AGE: Metric = age("o2c.shipments.unbilled.age", &[], "Age of the oldest of them.");

static ISSUED: Metric = counter("o2c.invoices.issued", &["currency"], "Invoices issued.");
pub static INVOICES_ISSUED: Counter = Counter::new(&ISSUED);
