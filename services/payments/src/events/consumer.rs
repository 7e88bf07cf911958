//! The consumer: under one name, whatever changes what is open.

use std::sync::Arc;

use o2c_messaging::Consumer;

use super::{
    on_application_reversed::on_application_reversed, on_credit_note_applied::on_credit_note_applied,
    on_customer_erased::on_customer_erased, on_open_item_posted::on_open_item_posted,
    on_open_item_written_off::on_open_item_written_off, on_payment_applied::on_payment_applied,
};
use crate::service::Payments;

/// Registers a handler for each fact that concerns payments.
pub fn consumer(payments: Arc<Payments>) -> Consumer {
    let of = || Arc::clone(&payments);
    Consumer::new(crate::NAME, "receivables", payments.store.clone())
        .on(of(), |payments, tx, call, facts| Box::pin(on_open_item_posted(payments, tx, call, facts)))
        .on(of(), |payments, tx, call, facts| Box::pin(on_payment_applied(payments, tx, call, facts)))
        .on(of(), |payments, tx, call, facts| Box::pin(on_credit_note_applied(payments, tx, call, facts)))
        .on(of(), |payments, tx, call, facts| Box::pin(on_open_item_written_off(payments, tx, call, facts)))
        .on(of(), |payments, tx, call, facts| Box::pin(on_application_reversed(payments, tx, call, facts)))
        .on(of(), |payments, tx, call, facts| Box::pin(on_customer_erased(payments, tx, call, facts)))
}
