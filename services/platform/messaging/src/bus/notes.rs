//! The note that the carrier keeps of each producer: the fact that was delivered last. A producer that starts compares
//! itself with it ([`standing`](crate::standing())).

use std::path::PathBuf;

use super::{Bus, JetStreamError};
use crate::{envelope::EnvelopeError, head::Head};

/// Why a note was not written or read.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("the broker did not answer")]
    Broker(#[from] JetStreamError),
    #[error("the note {path} is not accessible")]
    File { path: PathBuf, source: std::io::Error },
    #[error("the note cannot be read")]
    Unreadable(#[from] EnvelopeError),
}

impl Bus {
    /// Whether this carrier keeps notes at all.
    pub(crate) fn keeps_notes(&self) -> bool {
        match self {
            Bus::Local(bus) => bus.notebook().is_some(),
            Bus::JetStream(_) => true,
        }
    }

    /// Notes what was delivered last of a producer, in place of what was noted before.
    pub(crate) async fn note(&self, producer: &str, head: &Head) -> Result<(), NoteError> {
        match self {
            Bus::Local(bus) => match bus.notebook() {
                Some(notebook) => notebook.write(producer, head).await,
                None => Ok(()),
            },
            Bus::JetStream(bus) => Ok(bus.note(producer, head).await?),
        }
    }

    /// What was noted last of a producer; none where nothing is known of it, as of a carrier that is new.
    pub(crate) async fn noted(&self, producer: &str) -> Result<Option<Head>, NoteError> {
        match self {
            Bus::Local(bus) => match bus.notebook() {
                Some(notebook) => notebook.read(producer).await,
                None => Ok(None),
            },
            Bus::JetStream(bus) => match bus.noted(producer).await? {
                Some(bytes) => Ok(Some(Head::decode(&bytes)?)),
                None => Ok(None),
            },
        }
    }
}
