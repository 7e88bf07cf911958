//! Which facts of whom are handled. Types that are not named here only advance the cursor.

use std::sync::Arc;

use o2c_messaging::Consumer;
use o2c_rpc::Host;

use super::{
    on_credit_rejected::on_credit_rejected, on_credit_released::on_credit_released,
    on_goods_returned::on_goods_returned, on_invoice_issued::on_invoice_issued, on_open_item,
    on_shipment_delivered::on_shipment_delivered, on_shipment_shipped::on_shipment_shipped,
    on_stock_allocation_changed::on_stock_allocation_changed,
};
use crate::{NAME, service::Orders};

/// Whose facts orders takes in.
pub const PRODUCERS: &[&str] = &["credit", "fulfillment", "billing", "receivables"];

pub fn consumer(orders: &Arc<Orders>) -> Consumer {
    let state = || Arc::clone(orders);
    Consumer::new(NAME, "credit", orders.store.clone())
        .and_from("fulfillment")
        .and_from("billing")
        .and_from("receivables")
        .with_clock(orders.clock().clone(), orders.zone().clone())
        .on(state(), |orders, tx, call, facts| Box::pin(on_credit_released(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_credit_rejected(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_stock_allocation_changed(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_shipment_shipped(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_shipment_delivered(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_goods_returned(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_invoice_issued(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_open_item::on_posted(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_open_item::on_payment_applied(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_open_item::on_credit_note_applied(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_open_item::on_written_off(orders, tx, call, facts)))
        .on(state(), |orders, tx, call, facts| Box::pin(on_open_item::on_reversed(orders, tx, call, facts)))
}
