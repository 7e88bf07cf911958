//! The consumer: under one name, whatever changes what a customer owes or objects to.

use std::sync::Arc;

use o2c_messaging::Consumer;

use super::{
    on_application_reversed::on_application_reversed, on_credit_note_applied::on_credit_note_applied,
    on_customer_erased::on_customer_erased, on_deduction_raised::on_deduction_raised,
    on_open_item_disputed::on_open_item_disputed, on_open_item_posted::on_open_item_posted,
    on_open_item_written_off::on_open_item_written_off, on_payment_applied::on_payment_applied,
};
use crate::service::Collections;

/// Registers a handler for each fact that concerns collections.
pub fn consumer(collections: Arc<Collections>) -> Consumer {
    let of = || Arc::clone(&collections);
    let consumer = Consumer::new(crate::NAME, crate::PRODUCERS[0], collections.store.clone());
    crate::PRODUCERS
        .iter()
        .fold(consumer, |consumer, producer| consumer.and_from(producer))
        .on(of(), |collections, tx, call, facts| Box::pin(on_open_item_posted(collections, tx, call, facts)))
        .on(of(), |collections, tx, call, facts| Box::pin(on_payment_applied(collections, tx, call, facts)))
        .on(of(), |collections, tx, call, facts| Box::pin(on_credit_note_applied(collections, tx, call, facts)))
        .on(of(), |collections, tx, call, facts| Box::pin(on_open_item_written_off(collections, tx, call, facts)))
        .on(of(), |collections, tx, call, facts| Box::pin(on_application_reversed(collections, tx, call, facts)))
        .on(of(), |collections, tx, call, facts| Box::pin(on_open_item_disputed(collections, tx, call, facts)))
        .on(of(), |collections, tx, call, facts| Box::pin(on_deduction_raised(collections, tx, call, facts)))
        .on(of(), |collections, tx, call, facts| Box::pin(on_customer_erased(collections, tx, call, facts)))
}
