//! Gauges: what has been due longest where an endpoint is well, and who is disabled. Each query reads an index that holds little else.

use o2c_store::{Column, GaugeQuery};

use crate::metrics::{DISABLED, OLDEST_DUE};

pub const GAUGES: &[GaugeQuery] = &[
    GaugeQuery {
        metric: &OLDEST_DUE,
        tenants_of: "",
        rows: "SELECT MIN((SELECT MIN(d.due_at) FROM webhook_delivery d WHERE d.tenant = s.tenant \
               AND d.subscription_id = s.subscription_id AND d.due_at IS NOT NULL)) FROM webhook_subscription s \
               WHERE s.state = 1 AND s.failing_since IS NULL",
        column: Column::Since,
    },
    GaugeQuery {
        metric: &DISABLED,
        tenants_of: "",
        rows: "SELECT 'requested', COUNT(*) FROM webhook_subscription WHERE state = 2 AND disabled_reason = 1 UNION ALL \
               SELECT 'failing', COUNT(*) FROM webhook_subscription WHERE state = 2 AND disabled_reason = 2 UNION ALL \
               SELECT 'gone', COUNT(*) FROM webhook_subscription WHERE state = 2 AND disabled_reason = 3",
        column: Column::Value,
    },
];
