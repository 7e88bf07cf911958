//! The consumer: under one name, every fact of every producer.

use o2c_messaging::Consumer;
use o2c_store::Store;

use super::{contract::EVENT_TYPES, intake::intake};
use crate::PRODUCERS;

/// Registers the one handler for every type of the contract.
pub fn consumer(store: Store) -> Consumer {
    let (first, others) = PRODUCERS.split_first().unwrap_or((&"orders", &[]));
    let of_all = others.iter().fold(Consumer::new(crate::NAME, first, store), |consumer, one| consumer.and_from(one));
    let intake = intake();
    EVENT_TYPES.iter().fold(of_all, |consumer, event| consumer.on_type(event.name, intake.clone()))
}
