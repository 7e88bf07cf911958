//! The consumer: under the gateway's name, every fact of every producer.

use std::sync::Arc;

use o2c_messaging::{Consumer, Handler};

use super::{intake::Intake, payload::known_types};
use crate::{PRODUCERS, service::Webhooks};

/// Registers the one handler for every type of the contract. A test holds the producers against them.
pub fn consumer(webhooks: Arc<Webhooks>) -> Consumer {
    let (first, others) = PRODUCERS.split_first().unwrap_or((&"orders", &[]));
    let of_all = Consumer::new(crate::NAME, first, webhooks.store.clone());
    let of_all = others.iter().fold(of_all, |consumer, one| consumer.and_from(one));
    let intake: Arc<dyn Handler> = Arc::new(Intake(webhooks));
    known_types().fold(of_all, |consumer, name| consumer.on_type(name, Arc::clone(&intake)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_producer_is_consumed() {
        let packages: BTreeSet<&str> = known_types().filter_map(|name| name.split('.').nth(1)).collect();
        let consumed: BTreeSet<&str> = PRODUCERS.iter().copied().chain([crate::NAME]).collect();
        assert_eq!(packages, consumed);
    }
}
