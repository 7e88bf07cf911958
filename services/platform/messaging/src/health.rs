//! How far behind the facts of a service are, and those of others here: for gauges.

use std::time::Duration;

use o2c_kernel::{Deadline, Instant, machine_now};
use o2c_store::{Store, StoreError};
use o2c_telemetry::{
    Sample,
    metrics::{DEAD_LETTERS, OUTBOX_AGE, OUTBOX_DEPTH, PARKED_AGE, PARKED_DEPTH},
};

use crate::storage;

const DEADLINE: Duration = Duration::from_secs(5);

/// What is under way in a service, as of now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Health {
    pub(crate) outbox: i64,
    pub(crate) oldest_unpublished: Option<Instant>,
    pub(crate) parked: i64,
    pub(crate) oldest_parked: Option<Instant>,
    /// Open ones, by producer.
    pub(crate) dead_letters: Vec<(String, i64)>,
}

/// The gauges of a service's outbox and inbox. What there is none of is told as 0, so that an alarm goes out.
pub async fn gauges(store: &Store, producers: &[&str]) -> Result<Vec<Sample>, StoreError> {
    let health = store.read(Deadline::after(DEADLINE), async |tx| storage::health::read(tx).await).await?;
    let service = store.service();
    let age = |since: Option<Instant>| since.map_or(Duration::ZERO, |since| machine_now().since(since));
    let mut samples = vec![
        Sample::new(&OUTBOX_DEPTH, &[service], health.outbox),
        Sample::age(&OUTBOX_AGE, &[service], age(health.oldest_unpublished)),
        Sample::new(&PARKED_DEPTH, &[service], health.parked),
        Sample::age(&PARKED_AGE, &[service], age(health.oldest_parked)),
    ];
    for producer in producers {
        let open = health.dead_letters.iter().find(|(name, _)| name == producer).map_or(0, |(_, count)| *count);
        samples.push(Sample::new(&DEAD_LETTERS, &[service, producer], open));
    }
    Ok(samples)
}
