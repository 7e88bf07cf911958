//! Gauges: cash and payments that wait. Each query reads an index that holds little else.

use o2c_store::{Column, GaugeQuery};

use crate::metrics::{EXCEPTIONS, UNAPPLIED, UNAPPLIED_AGE};

pub const GAUGES: &[GaugeQuery] = &[
    GaugeQuery {
        metric: &UNAPPLIED,
        tenants_of: "receipt",
        rows: "SELECT r.currency, CAST(SUM(r.unapplied) AS BIGINT) FROM tenants JOIN receipt r ON r.tenant = tenants.tenant \
               AND r.state IN ('UNAPPLIED', 'PARTIALLY_APPLIED') GROUP BY r.currency",
        column: Column::Value,
    },
    GaugeQuery {
        metric: &UNAPPLIED_AGE,
        tenants_of: "receipt",
        rows: "SELECT CAST(MIN(r.value_date) AS BIGINT) FROM tenants JOIN receipt r ON r.tenant = tenants.tenant \
               AND r.state IN ('UNAPPLIED', 'PARTIALLY_APPLIED')",
        column: Column::SinceDay,
    },
    GaugeQuery {
        metric: &EXCEPTIONS,
        tenants_of: "payment_exception",
        rows: "SELECT e.reason, COUNT(*) FROM tenants JOIN payment_exception e ON e.tenant = tenants.tenant \
               AND e.open = TRUE GROUP BY e.reason",
        column: Column::Value,
    },
];
