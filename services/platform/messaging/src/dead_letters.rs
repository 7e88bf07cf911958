//! Facts that failed for good. Each blocks its aggregate for one consumer, until a person has it retried or discards
//! it.

use std::{sync::Arc, time::Duration};

use o2c_kernel::{Deadline, Instant, TenantId, machine_now};
use o2c_store::{Store, StoreError, Tx, trail};
use uuid::Uuid;

use crate::{
    consumer::Consumer,
    envelope::Envelope,
    error::TakeError,
    forgetting::without_persons,
    inbox::{TakeReport, take_due},
    storage::{
        cursor,
        dead_letter::{self, DISCARDED, OPEN, Row},
        inbox_lock, parked,
        stream::Stream,
    },
};

const DEADLINE: Duration = Duration::from_secs(30);

/// A fact that failed for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub envelope: Envelope,
    /// What the last try said.
    pub reason: String,
    pub tries: i64,
    pub failed_at: Instant,
}

/// Open dead letters of a consumer, after an event id, oldest first.
pub async fn list(
    store: &Store,
    consumer: &str,
    tenant: &TenantId,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<DeadLetter>, TakeError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = dead_letter::page(&tx, consumer, tenant.as_str(), after, limit).await?;
    rows.into_iter()
        .map(|row| {
            Ok(DeadLetter {
                envelope: Envelope::decode(&row.envelope)?,
                reason: row.reason,
                tries: row.tries,
                failed_at: Instant::from_micros(row.failed_at),
            })
        })
        .collect()
}

/// Why a fact is a dead letter; none where it is none, or none any more.
pub async fn reason(consumer: &Consumer, tenant: &TenantId, event: Uuid) -> Result<Option<String>, StoreError> {
    let tx = consumer.store.begin_read(Deadline::after(DEADLINE)).await?;
    let row = dead_letter::find(&tx, consumer.name, tenant.as_str(), event).await?;
    Ok(row.filter(|row| row.state == OPEN).map(|row| row.reason))
}

/// Tries a dead letter once more, and takes what waits behind it, in order. If it fails again it is a dead letter
/// again, with the new reason.
pub async fn retry(consumer: &Consumer, tenant: &TenantId, event: Uuid) -> Result<TakeReport, TakeError> {
    let tx = begin(consumer).await?;
    let row = open_letter(&tx, consumer, tenant, event).await?;
    dead_letter::delete(&tx, consumer.name, tenant.as_str(), event).await?;
    // Its tries stay as they are, so that one more failure is the last.
    let parked = parked::Row {
        tenant: row.tenant,
        consumer: row.consumer,
        event_id: row.event_id,
        producer: row.producer,
        aggregate_type: row.aggregate_type,
        aggregate_id: row.aggregate_id,
        sequence: row.sequence,
        envelope: row.envelope,
        waits_for: None,
        due_at: Some(machine_now().micros()),
        tries: row.tries,
        parked_at: row.failed_at,
    };
    let aggregate = parked.aggregate_id;
    parked::save(&tx, vec![parked]).await?;
    let call = consumer.call(tenant, "o2c events dead-letters retry", None);
    trail::append_of_call(&tx, &call, [("event_id", event), ("aggregate_id", aggregate)], "").await?;
    tx.commit().await?;
    take_due(consumer).await
}

/// Gives a dead letter up, for a reason that is kept: the cursor goes past it, and what waits behind is taken. Whom it names is
/// kept no longer.
pub async fn discard(
    consumer: &Consumer,
    tenant: &TenantId,
    event: Uuid,
    reason: &str,
) -> Result<TakeReport, TakeError> {
    let tx = begin(consumer).await?;
    let row = open_letter(&tx, consumer, tenant, event).await?;
    let stream = Stream { producer: Arc::from(row.producer.as_str()), aggregate_id: row.aggregate_id };
    let sequence = row.sequence;
    let envelope = without_persons(&row.envelope)?.unwrap_or_else(|| row.envelope.clone());
    let discarded =
        Row { envelope, state: DISCARDED.to_owned(), discard_reason: Some(reason.replace('\0', " ")), ..row };
    dead_letter::save(&tx, vec![discarded]).await?;
    let cursor = cursor::Row {
        tenant: tenant.as_str().to_owned(),
        consumer: consumer.name.to_owned(),
        producer: stream.producer.as_ref().to_owned(),
        aggregate_id: stream.aggregate_id,
        last_sequence: sequence,
    };
    cursor::save(&tx, vec![cursor]).await?;
    parked::wake_later(&tx, consumer.name, tenant.as_str(), &stream, sequence + 1, machine_now()).await?;
    let call = consumer.call(tenant, "o2c events dead-letters discard", None);
    let named = [("event_id", event), ("aggregate_id", stream.aggregate_id)];
    trail::append_of_call(&tx, &call, named, reason).await?;
    tx.commit().await?;
    tracing::warn!(consumer = consumer.name, %event, reason, "a dead letter was discarded");
    take_due(consumer).await
}

async fn begin(consumer: &Consumer) -> Result<Tx, StoreError> {
    let tx = consumer.store.begin_write(Deadline::after(DEADLINE)).await?;
    inbox_lock::lock(&tx).await?;
    Ok(tx)
}

async fn open_letter(tx: &Tx, consumer: &Consumer, tenant: &TenantId, event: Uuid) -> Result<Row, TakeError> {
    let row = dead_letter::find(tx, consumer.name, tenant.as_str(), event).await?;
    row.filter(|row| row.state == OPEN).ok_or(TakeError::NoDeadLetter { consumer: consumer.name, event_id: event })
}
