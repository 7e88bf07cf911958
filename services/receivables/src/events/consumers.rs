//! Whose facts are taken in, and by what.

use std::sync::Arc;

use o2c_messaging::Consumer;

use super::{
    on_customer_erased, on_dispute_amount_raised, on_dispute_not_creditable, on_dispute_opened, on_dispute_resolved,
    on_document_issued, on_payment_received,
};
use crate::{NAME, PRODUCERS, Receivables};

pub fn consumer(receivables: Arc<Receivables>) -> Consumer {
    let (first, others) = PRODUCERS.split_first().map_or(("", PRODUCERS), |(first, others)| (*first, others));
    let consumer = Consumer::new(NAME, first, receivables.store.clone());
    let consumer = others.iter().fold(consumer, |consumer, producer| consumer.and_from(producer));
    consumer
        .with_clock(receivables.clock.clone(), receivables.zone.clone())
        .on(receivables.clone(), on_document_issued::invoice)
        .on(receivables.clone(), on_document_issued::credit_note)
        .on(receivables.clone(), on_document_issued::debit_note)
        .on(receivables.clone(), on_payment_received::received)
        .on(receivables.clone(), on_payment_received::identified)
        .on(receivables.clone(), on_customer_erased::erased)
        .on(receivables.clone(), on_dispute_opened::opened)
        .on(receivables.clone(), on_dispute_amount_raised::raised)
        .on(receivables.clone(), on_dispute_resolved::resolved)
        .on(receivables, on_dispute_not_creditable::not_creditable)
}
