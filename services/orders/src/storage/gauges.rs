//! Gauges: open orders. Each query reads an index that holds little else.

use o2c_store::{Column, GaugeQuery};

use crate::metrics::OPEN;

pub const GAUGES: &[GaugeQuery] = &[GaugeQuery {
    metric: &OPEN,
    tenants_of: "sales_order",
    rows: "SELECT o.state, COUNT(*) FROM tenants JOIN sales_order o ON o.tenant = tenants.tenant \
               AND o.state IN ('DRAFT', 'SUBMITTED', 'CONFIRMED') GROUP BY o.state",
    column: Column::Value,
}];
