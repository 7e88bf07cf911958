//! What is measured of receivables, in minor units.

use o2c_telemetry::{Metric, gauge};

pub static OPEN: Metric = gauge("o2c.receivables.open", &["currency"], "What customers owe.");
pub static OVERDUE: Metric = gauge("o2c.receivables.overdue", &["currency"], "What they owe past its due date.");
