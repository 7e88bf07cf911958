//! The consumer: under one name, whatever moves exposure.

use std::sync::Arc;

use o2c_messaging::Consumer;

use super::{
    on_application_reversed::on_application_reversed, on_credit_note_applied::on_credit_note_applied,
    on_credit_note_issued::on_credit_note_issued, on_debit_note_issued::on_debit_note_issued,
    on_invoice_issued::on_invoice_issued, on_open_item_posted::on_open_item_posted,
    on_open_item_written_off::on_open_item_written_off, on_order_lines_cancelled::on_order_lines_cancelled,
    on_order_rejected::on_order_rejected, on_payment_applied::on_payment_applied,
    on_shipment_not_billable::on_shipment_not_billable, on_shipment_shipped::on_shipment_shipped,
};
use crate::service::Credit;

/// Registers a handler for each fact that concerns credit.
pub fn consumer(credit: Arc<Credit>) -> Consumer {
    let of = || Arc::clone(&credit);
    Consumer::new(crate::NAME, "orders", credit.store.clone())
        .and_from("fulfillment")
        .and_from("billing")
        .and_from("receivables")
        .on(of(), |credit, tx, call, facts| Box::pin(on_order_lines_cancelled(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_order_rejected(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_shipment_shipped(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_invoice_issued(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_shipment_not_billable(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_credit_note_issued(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_debit_note_issued(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_open_item_posted(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_payment_applied(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_credit_note_applied(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_open_item_written_off(credit, tx, call, facts)))
        .on(of(), |credit, tx, call, facts| Box::pin(on_application_reversed(credit, tx, call, facts)))
}
