//! What is under way, in numbers that are cheap to ask: each has an index that holds nothing else.

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{Store, StoreError};

use crate::storage;

const DEADLINE: Duration = Duration::from_secs(10);

/// What a service has under way. It is settled when all but `progress` is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Facts that some subscriber has not dealt with.
    pub outbox: i64,
    /// Facts of others that are held back here.
    pub parked: i64,
    /// Facts of others that failed for good and wait for a person.
    pub dead_letters: i64,
    /// The last position of the outbox: unchanged between two looks, nothing was published.
    pub progress: i64,
}

/// All figures, of one moment.
pub async fn backlog(store: &Store) -> Result<Backlog, StoreError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    Ok(Backlog {
        outbox: storage::backlog::unpublished(&tx).await?,
        parked: storage::backlog::parked(&tx).await?,
        dead_letters: storage::backlog::open_dead_letters(&tx).await?,
        progress: storage::backlog::last_position(&tx).await?,
    })
}

/// Facts that some subscriber has not dealt with.
pub async fn outbox_backlog(store: &Store) -> Result<i64, StoreError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    storage::backlog::unpublished(&tx).await
}

/// Facts of others that are held back here.
pub async fn parked(store: &Store) -> Result<i64, StoreError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    storage::backlog::parked(&tx).await
}

/// Facts of others that failed for good and wait for a person.
pub async fn dead_letters(store: &Store) -> Result<i64, StoreError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    storage::backlog::open_dead_letters(&tx).await
}

/// The last position of the outbox.
pub async fn progress(store: &Store) -> Result<i64, StoreError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    storage::backlog::last_position(&tx).await
}
