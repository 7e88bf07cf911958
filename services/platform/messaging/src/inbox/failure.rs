//! Why a transaction of the inbox was rolled back, and what becomes of its fact.

use std::{error::Error, iter};

use o2c_kernel::{Explain as _, Kind};
use o2c_store::StoreError;
use uuid::Uuid;

use crate::{envelope::EnvelopeError, error::TakeError, handler::HandlerError};

/// Why the one fact of a transaction was not taken in.
#[derive(Debug)]
pub(super) enum Held {
    /// It counts as a try.
    Failed(String),
    /// For a fact of this aggregate.
    Waits(Uuid),
}

/// Why a transaction was rolled back.
#[derive(Debug)]
pub(super) enum Failure {
    /// The set is not the usual case.
    Unexpected,
    /// A run came out differently from its facts one by one: a later fact of an aggregate was done though an earlier
    /// one was not, or a fact waits for one beside which it was decided.
    Conflict,
    Handler(HandlerError),
    Store(StoreError),
    Envelope(EnvelopeError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Store(error)
    }
}

impl From<EnvelopeError> for Failure {
    fn from(error: EnvelopeError) -> Failure {
        Failure::Envelope(error)
    }
}

impl Failure {
    /// For a person who looks at the dead letter: the error with its causes.
    pub(super) fn reason(&self) -> String {
        let causes: Vec<String> = self.causes().map(ToString::to_string).collect();
        match self {
            Failure::Unexpected => "the facts are not the next ones".to_owned(),
            Failure::Conflict => "the facts of a run depend on each other".to_owned(),
            Failure::Handler(_) | Failure::Store(_) | Failure::Envelope(_) => causes.join(": "),
        }
    }

    /// Somebody changed a row under us.
    pub(super) fn lost_race(&self) -> bool {
        self.store_error().is_some_and(|error| error.kind() == Kind::Aborted)
    }

    /// What the fact would do has to wait: of this aggregate of the service's own, something else is next on record.
    pub(super) fn behind_record(&self) -> Option<Uuid> {
        match self.store_error() {
            Some(StoreError::BehindRecord { aggregate }) => Some(*aggregate),
            _ => None,
        }
    }

    /// The database is away, which says nothing about the fact.
    pub(super) fn database_is_away(&self) -> bool {
        self.store_error().is_some_and(|error| error.kind() == Kind::Unavailable)
    }

    pub(super) fn into_take_error(self) -> TakeError {
        match self {
            Failure::Envelope(error) => TakeError::Envelope(error),
            // without one, it is none that arises where a failure is only written down
            failure => TakeError::Store(failure.store_error().cloned().unwrap_or(StoreError::Failed)),
        }
    }

    /// What the database said, however deep below.
    fn store_error(&self) -> Option<&StoreError> {
        self.causes().find_map(|cause| cause.downcast_ref())
    }

    /// The error, its cause, and so on.
    fn causes(&self) -> impl Iterator<Item = &(dyn Error + 'static)> {
        let error: Option<&(dyn Error + 'static)> = match self {
            Failure::Unexpected | Failure::Conflict => None,
            Failure::Handler(error) => Some(error.as_ref()),
            Failure::Store(error) => Some(error),
            Failure::Envelope(error) => Some(error),
        };
        iter::successors(error, |&error| error.source())
    }
}
