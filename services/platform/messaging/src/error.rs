//! Why a set was not taken in.

use o2c_store::StoreError;

use crate::{envelope::EnvelopeError, handler::HandlerError, heads::HeadSourceError};

/// The set was not taken in and must be delivered again; nothing of it counts as tried.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    #[error("the consumer's database refused the set")]
    Store(#[from] StoreError),
    #[error("a stored envelope cannot be read")]
    Envelope(#[from] EnvelopeError),
    #[error("the producer did not answer")]
    Heads(#[source] HeadSourceError),
    #[error("the service did not take its facts back")]
    Beside(#[source] HandlerError),
    #[error("there is no open dead letter {event_id} of consumer {consumer}")]
    NoDeadLetter { consumer: &'static str, event_id: uuid::Uuid },
}
