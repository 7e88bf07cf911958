//! Gauges: reviews that are open. Each query reads an index that holds little else.

use o2c_store::{Column, GaugeQuery};

use crate::metrics::{HOLDS, HOLDS_AGE};

pub const GAUGES: &[GaugeQuery] = &[
    GaugeQuery {
        metric: &HOLDS,
        tenants_of: "credit_review",
        rows: "SELECT COUNT(*) FROM tenants JOIN credit_review r ON r.tenant = tenants.tenant AND r.state = 1",
        column: Column::Value,
    },
    GaugeQuery {
        metric: &HOLDS_AGE,
        tenants_of: "credit_review",
        rows: "SELECT MIN(r.referred_at) FROM tenants JOIN credit_review r ON r.tenant = tenants.tenant AND r.state = 1",
        column: Column::Since,
    },
];
