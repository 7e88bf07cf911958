//! Facts that wait: to look at, to be warned of, to be asked again.

use std::time::Duration;

use o2c_kernel::{Deadline, Instant, TenantId, machine_now};
use o2c_store::{Store, StoreError};
use uuid::Uuid;

use crate::{
    consumer::Consumer,
    envelope::Envelope,
    error::TakeError,
    inbox::{TakeReport, take_due},
    storage,
};

/// A wait of more than this is worth a warning.
const OLD: Duration = Duration::from_secs(300);

/// Waits that are asked again in one round.
const ASKED_AGAIN: i64 = 1024;

const DEADLINE: Duration = Duration::from_secs(30);

/// A fact that is held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    pub envelope: Envelope,
    /// The aggregate of which a fact has to come first.
    pub waits_for: Option<Uuid>,
    /// When it is tried again; without this and `waits_for` it is behind an earlier fact of its aggregate.
    pub due_at: Option<Instant>,
    pub tries: i64,
    pub parked_at: Instant,
}

/// Parked facts of a consumer, after an event id, oldest first.
pub async fn list(
    store: &Store,
    consumer: &str,
    tenant: &TenantId,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Parked>, TakeError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = storage::parked::page(&tx, consumer, tenant.as_str(), after, limit).await?;
    rows.iter()
        .map(|row| {
            Ok(Parked {
                envelope: Envelope::decode(&row.envelope)?,
                waits_for: row.waits_for,
                due_at: row.due_at.map(Instant::from_micros),
                tries: row.tries,
                parked_at: Instant::from_micros(row.parked_at),
            })
        })
        .collect()
}

/// How long the oldest parked fact of a consumer has been waiting.
pub async fn oldest_age(store: &Store, consumer: &str) -> Result<Option<Duration>, StoreError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    let oldest = storage::parked::oldest(&tx, consumer).await?;
    Ok(oldest.map(|parked_at| machine_now().since(parked_at)))
}

/// Says in the log that facts wait too long.
pub(crate) async fn warn_of_old(consumer: &Consumer) -> Result<(), StoreError> {
    if let Some(age) = oldest_age(&consumer.store, consumer.name).await?
        && age > OLD
    {
        tracing::warn!(consumer = consumer.name, seconds = age.as_secs(), "a parked fact is old");
    }
    Ok(())
}

/// Makes due what has waited since before `before`: what it waits for may have come another way than as a fact.
pub(crate) async fn wake_old(consumer: &Consumer, before: Instant) -> Result<u64, StoreError> {
    let tx = consumer.store.begin_write(Deadline::after(DEADLINE)).await?;
    storage::inbox_lock::lock(&tx).await?;
    let woken = storage::parked::wake_old(&tx, consumer.name, before, machine_now(), ASKED_AGAIN).await?;
    tx.commit().await?;
    Ok(woken)
}

/// Asks everything again that waits, however short: after a restore, what it waits for is done again out of turn.
pub async fn ask_all_again(consumer: &Consumer) -> Result<TakeReport, TakeError> {
    while wake_old(consumer, machine_now().plus(OLD)).await? > 0 {}
    take_due(consumer).await
}
