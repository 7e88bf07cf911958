//! Gauges: shipments that have not left. Each query reads an index that holds little else.

use o2c_store::{Column, GaugeQuery};

use crate::metrics::OPEN;

pub const GAUGES: &[GaugeQuery] = &[GaugeQuery {
    metric: &OPEN,
    tenants_of: "shipment",
    rows: "SELECT s.state, COUNT(*) FROM tenants JOIN shipment s ON s.tenant = tenants.tenant \
               AND s.state IN ('PLANNED', 'RELEASED', 'PICKED', 'PACKED') GROUP BY s.state",
    column: Column::Value,
}];
