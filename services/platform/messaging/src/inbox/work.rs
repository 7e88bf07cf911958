//! A fact on its way through the inbox.

use std::sync::Arc;

use o2c_kernel::{Instant, TenantId};
use uuid::Uuid;

use crate::{
    envelope::{Envelope, EnvelopeError},
    storage::{parked::Row, stream::Stream},
};

/// An aggregate of a producer, as the inbox knows it: numbers, cursors and holds are per key.
pub(super) type Key = (TenantId, Stream);

/// What a fact can wait for: an aggregate, whoever states facts about it.
pub(super) type Awaited = (TenantId, Uuid);

/// A fact, and how it is held if it is.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) envelope: Envelope,
    pub(super) held: Option<Held>,
}

/// The row of a parked fact, without the fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) waits_for: Option<Uuid>,
    pub(super) due_at: Option<i64>,
    pub(super) tries: i64,
    pub(super) parked_at: i64,
}

impl Work {
    pub(super) fn fresh(envelope: Envelope) -> Work {
        Work { envelope, held: None }
    }

    pub(super) fn parked(row: &Row) -> Result<Work, EnvelopeError> {
        let held = Held { waits_for: row.waits_for, due_at: row.due_at, tries: row.tries, parked_at: row.parked_at };
        Ok(Work { envelope: Envelope::decode(&row.envelope)?, held: Some(held) })
    }

    pub(super) fn key(&self) -> Key {
        let stream = Stream { producer: Arc::clone(&self.envelope.producer), aggregate_id: self.envelope.aggregate_id };
        (self.envelope.tenant.clone(), stream)
    }

    pub(super) fn sequence(&self) -> i64 {
        self.envelope.sequence
    }

    /// How often it has failed.
    pub(super) fn tries(&self) -> i64 {
        self.held.map_or(0, |held| held.tries)
    }

    /// The row that holds it back. Its age stays that of the first time.
    pub(super) fn row(&self, consumer: &str, waits_for: Option<Uuid>, due_at: Option<Instant>, tries: i64) -> Row {
        let envelope = &self.envelope;
        Row {
            tenant: envelope.tenant.as_str().to_owned(),
            consumer: consumer.to_owned(),
            event_id: envelope.event_id,
            producer: envelope.producer.as_ref().to_owned(),
            aggregate_type: envelope.aggregate_type.as_ref().to_owned(),
            aggregate_id: envelope.aggregate_id,
            sequence: envelope.sequence,
            envelope: envelope.encode(),
            waits_for,
            due_at: due_at.map(Instant::micros),
            tries,
            parked_at: self.held.map_or_else(|| o2c_kernel::machine_now().micros(), |held| held.parked_at),
        }
    }
}
