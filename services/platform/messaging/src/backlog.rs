//! What is under way, in numbers that are cheap to ask: each has an index that holds nothing else.

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{Store, StoreError};

use crate::storage;

const DEADLINE: Duration = Duration::from_secs(10);

/// What a service has under way. It is settled when nothing but dead letters is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Facts that are not in good hands yet, those of the first 10,000 sets; what a broker has for its consumers, it tells itself.
    pub outbox: i64,
    /// Facts of others that are held back here.
    pub parked: i64,
    /// Facts of others that failed for good and wait for a person.
    pub dead_letters: i64,
}

/// All figures, of one moment.
pub async fn backlog(store: &Store) -> Result<Backlog, StoreError> {
    store.look(Deadline::after(DEADLINE), async |tx| storage::backlog::read(tx).await).await
}
