//! A fact as it travels: parsed once where it enters, so that nothing behind it checks again.

use std::sync::Arc;

use bytes::Bytes;
use o2c_kernel::{Instant, TenantId};
use o2c_proto::common::v1::EventEnvelope;
use prost::Message;
use uuid::Uuid;

/// A public fact with its place in the stream of its aggregate. Cheap to clone: what is large is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// UUIDv7, given when the fact was published.
    pub event_id: Uuid,
    pub tenant: TenantId,
    /// The service that states the fact.
    pub producer: Arc<str>,
    pub aggregate_type: Arc<str>,
    pub aggregate_id: Uuid,
    /// Dense per aggregate of the producer, from 1. Another producer may use the same id, with numbers of its own.
    pub sequence: i64,
    /// The full name of the payload's message.
    pub type_name: Arc<str>,
    pub payload: Bytes,
    /// Business time of the fact.
    pub occurred_at: Instant,
    /// W3C traceparent of the call that caused it.
    pub traceparent: Option<Arc<str>>,
    /// Names the producer's database.
    pub incarnation: Uuid,
}

/// Why bytes are no envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    #[error("the envelope does not decode: {0}")]
    Encoding(String),
    #[error("the envelope's {field} is not valid: {value:?}")]
    Field { field: &'static str, value: String },
}

impl Envelope {
    /// The envelope as a message of the contract.
    pub fn to_proto(&self) -> EventEnvelope {
        EventEnvelope {
            event_id: self.event_id.to_string(),
            tenant: self.tenant.as_str().to_owned(),
            producer: self.producer.as_ref().to_owned(),
            aggregate_type: self.aggregate_type.as_ref().to_owned(),
            aggregate_id: self.aggregate_id.to_string(),
            sequence: self.sequence,
            r#type: self.type_name.as_ref().to_owned(),
            payload: self.payload.to_vec(),
            occurred_at_micros: self.occurred_at.micros(),
            traceparent: self.traceparent.as_deref().unwrap_or_default().to_owned(),
            incarnation: self.incarnation.to_string(),
        }
    }

    /// The bytes of [`Envelope::to_proto`].
    pub fn encode(&self) -> Vec<u8> {
        self.to_proto().encode_to_vec()
    }

    /// Parses what [`Envelope::encode`] made.
    pub fn decode(bytes: &[u8]) -> Result<Envelope, EnvelopeError> {
        let message = EventEnvelope::decode(bytes).map_err(|error| EnvelopeError::Encoding(error.to_string()))?;
        Envelope::try_from(message)
    }
}

impl TryFrom<EventEnvelope> for Envelope {
    type Error = EnvelopeError;

    fn try_from(message: EventEnvelope) -> Result<Envelope, EnvelopeError> {
        if message.sequence < 1 {
            return Err(field("sequence", &message.sequence.to_string()));
        }
        Ok(Envelope {
            event_id: uuid("event_id", &message.event_id)?,
            tenant: TenantId::parse(&message.tenant).map_err(|_| field("tenant", &message.tenant))?,
            producer: text("producer", &message.producer)?,
            aggregate_type: text("aggregate_type", &message.aggregate_type)?,
            aggregate_id: uuid("aggregate_id", &message.aggregate_id)?,
            sequence: message.sequence,
            type_name: text("type", &message.r#type)?,
            payload: Bytes::from(message.payload),
            occurred_at: Instant::from_micros(message.occurred_at_micros),
            traceparent: match message.traceparent.as_str() {
                "" => None,
                traceparent => Some(text("traceparent", traceparent)?),
            },
            incarnation: uuid("incarnation", &message.incarnation)?,
        })
    }
}

fn uuid(name: &'static str, value: &str) -> Result<Uuid, EnvelopeError> {
    Uuid::parse_str(value).map_err(|_| field(name, value))
}

/// U+0000 is refused here: PostgreSQL would refuse it later, in the middle of a set.
fn text(name: &'static str, value: &str) -> Result<Arc<str>, EnvelopeError> {
    if value.is_empty() || value.contains('\0') {
        return Err(field(name, value));
    }
    Ok(Arc::from(value))
}

fn field(field: &'static str, value: &str) -> EnvelopeError {
    EnvelopeError::Field { field, value: value.to_owned() }
}
