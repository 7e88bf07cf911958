//! Gauges: disputes and cases that are open. Each query reads an index that holds little else.

use o2c_store::{Column, GaugeQuery};

use crate::metrics::{CASES, DISPUTES};

pub const GAUGES: &[GaugeQuery] = &[
    GaugeQuery {
        metric: &DISPUTES,
        tenants_of: "dispute",
        rows: "SELECT COUNT(*) FROM tenants JOIN dispute d ON d.tenant = tenants.tenant \
               AND d.state IN ('OPEN', 'IN_REVIEW')",
        column: Column::Value,
    },
    GaugeQuery {
        metric: &CASES,
        tenants_of: "dunning_case",
        rows: "SELECT CAST(c.level AS TEXT), COUNT(*) FROM tenants JOIN dunning_case c ON c.tenant = tenants.tenant \
               AND c.state = 'OPEN' GROUP BY c.level",
        column: Column::Value,
    },
];
