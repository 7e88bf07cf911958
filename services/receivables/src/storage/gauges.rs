//! Gauges: what is open. Each query reads an index that holds little else.

use o2c_store::{Column, GaugeQuery};

use crate::metrics::{OPEN, OVERDUE};

pub const GAUGES: &[GaugeQuery] = &[
    GaugeQuery {
        metric: &OPEN,
        tenants_of: "",
        rows: "SELECT currency, CAST(SUM(open_amount) AS BIGINT) FROM open_item \
               WHERE open_amount > 0 AND document_type IN ('INVOICE', 'DEBIT_NOTE') GROUP BY currency",
        column: Column::Value,
    },
    GaugeQuery {
        metric: &OVERDUE,
        tenants_of: "",
        rows: "SELECT currency, CAST(SUM(open_amount) AS BIGINT) FROM open_item \
               WHERE open_amount > 0 AND document_type IN ('INVOICE', 'DEBIT_NOTE') AND due_on < {today} GROUP BY currency",
        column: Column::Value,
    },
];
