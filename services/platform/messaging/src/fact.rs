//! What a use case has to tell the others.

use o2c_kernel::Instant;
use o2c_proto::Event;
use uuid::Uuid;

/// A fact before it has its number: what happened to which aggregate, as a message of the service's `events.proto`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub aggregate_type: &'static str,
    pub aggregate_id: Uuid,
    /// Business time: documents that follow from the fact take their date from here.
    pub occurred_at: Instant,
    /// The full name of the payload's message.
    pub type_name: &'static str,
    pub payload: Vec<u8>,
    /// The number of the order that it is about, so that its trace is found by it.
    pub order_number: Option<String>,
}

impl Fact {
    /// Encodes the message.
    pub fn of<M: Event>(aggregate_type: &'static str, aggregate_id: Uuid, occurred_at: Instant, message: &M) -> Fact {
        Fact {
            aggregate_type,
            aggregate_id,
            occurred_at,
            type_name: M::TYPE,
            payload: message.encode_to_vec(),
            order_number: None,
        }
    }

    /// With the number of the order that it is about.
    #[must_use]
    pub fn numbered(self, order_number: String) -> Fact {
        Fact { order_number: Some(order_number), ..self }
    }
}
