//! Which facts billing takes in.

use std::sync::Arc;

use o2c_messaging::Consumer;

use super::{
    on_customer_erased::on_customer_erased, on_dispute_resolved::on_dispute_resolved,
    on_goods_returned::on_goods_returned, on_order_confirmed::on_order_confirmed,
    on_order_lines_cancelled::on_order_lines_cancelled, on_shipment_delivered::on_shipment_delivered,
    on_shipment_shipped::on_shipment_shipped,
};
use crate::{NAME, service::Billing};

/// Whose facts billing takes in.
pub const PRODUCERS: &[&str] = &["orders", "fulfillment", "collections"];

/// One consumer over all of them: a shipment may wait for its order.
pub fn consumer(billing: &Arc<Billing>) -> Consumer {
    Consumer::new(NAME, "orders", billing.store.clone())
        .and_from("fulfillment")
        .and_from("collections")
        .with_clock(billing.clock.clone(), billing.zone.clone())
        .on(Arc::clone(billing), |billing: &Billing, tx, call, facts| {
            Box::pin(on_order_confirmed(billing, tx, call, facts))
        })
        .on(Arc::clone(billing), |billing: &Billing, tx, call, facts| {
            Box::pin(on_order_lines_cancelled(billing, tx, call, facts))
        })
        .on(Arc::clone(billing), |billing: &Billing, tx, call, facts| {
            Box::pin(on_shipment_shipped(billing, tx, call, facts))
        })
        .on(Arc::clone(billing), |billing: &Billing, tx, call, facts| {
            Box::pin(on_shipment_delivered(billing, tx, call, facts))
        })
        .on(Arc::clone(billing), |billing: &Billing, tx, call, facts| {
            Box::pin(on_goods_returned(billing, tx, call, facts))
        })
        .on(Arc::clone(billing), |billing: &Billing, tx, call, facts| {
            Box::pin(on_dispute_resolved(billing, tx, call, facts))
        })
        .on(Arc::clone(billing), |billing: &Billing, tx, call, facts| {
            Box::pin(on_customer_erased(billing, tx, call, facts))
        })
}
