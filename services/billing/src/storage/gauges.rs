//! Gauges: what is held back of fulfillment: a shipment whose fact was taken in has its invoice, or waits for
//! its delivery as agreed. Each query reads an index that holds little else.

use o2c_store::{Column, GaugeQuery};

use crate::metrics::{UNBILLED, UNBILLED_AGE};

pub const GAUGES: &[GaugeQuery] = &[
    GaugeQuery {
        metric: &UNBILLED,
        tenants_of: "",
        rows: "SELECT COUNT(*) FROM (SELECT tenant, aggregate_id FROM parked_event WHERE producer = 'fulfillment' UNION \
               SELECT tenant, aggregate_id FROM dead_letter WHERE state = 'OPEN' AND producer = 'fulfillment') held",
        column: Column::Value,
    },
    GaugeQuery {
        metric: &UNBILLED_AGE,
        tenants_of: "",
        rows: "SELECT MIN(since) FROM (SELECT MIN(parked_at) AS since FROM parked_event WHERE producer = 'fulfillment' UNION ALL \
               SELECT MIN(failed_at) AS since FROM dead_letter WHERE state = 'OPEN' AND producer = 'fulfillment') held",
        column: Column::Since,
    },
];
