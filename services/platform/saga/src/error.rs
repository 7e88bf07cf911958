//! What can go wrong; never a business reason, those are refusals.

use o2c_kernel::failpoint::Injected;
use o2c_kernel::{Explain, Kind};
use o2c_store::StoreError;
use uuid::Uuid;

use crate::{DefinitionError, State};

/// A failure of a step, of the log, or of a request to manage sagas. Steps that fail are retried.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SagaError {
    /// The store failed.
    #[error("the saga store failed")]
    Store(#[from] StoreError),
    /// A step failed; whether it had an effect is unknown.
    #[error("{reason}")]
    Failed {
        /// What kind of failure; decides whether the saga or the environment is to blame.
        kind: Kind,
        /// For the log and for whoever looks at the saga.
        reason: String,
    },
    /// A row, parameters or progress could not be read or written as JSON.
    #[error("{what} of a saga is unreadable: {reason}")]
    Unreadable {
        /// Which part.
        what: &'static str,
        /// What the parser said.
        reason: String,
    },
    /// The definition is unsound.
    #[error("the saga is not soundly defined")]
    Definition(#[from] DefinitionError),
    /// No such saga for this tenant.
    #[error("saga {id} was not found")]
    NotFound {
        /// Its id.
        id: Uuid,
    },
    /// Only what is stuck is retried by hand; the rest retries itself.
    #[error("saga {id} is {state}, not stuck")]
    NotStuck {
        /// Its id.
        id: Uuid,
        /// Where it stands.
        state: State,
    },
}

impl SagaError {
    /// A failure of a step, e.g. from the status of a remote call.
    pub fn failed(kind: Kind, reason: impl Into<String>) -> Self {
        Self::Failed { kind, reason: reason.into() }
    }

    /// A failure of a step, from an error that explains itself.
    pub fn explained(error: &impl Explain) -> Self {
        Self::Failed { kind: error.kind(), reason: with_sources(error) }
    }

    /// Whether nobody in the set is to blame: the whole set is held back instead of looking for a culprit.
    pub(crate) fn is_environment(&self) -> bool {
        matches!(self.kind(), Kind::Unavailable | Kind::DeadlineExceeded | Kind::ResourceExhausted)
    }

    /// The error and its sources in one line, as it is saved with the saga.
    pub(crate) fn line(&self) -> String {
        with_sources(self)
    }
}

/// A failpoint stands for a service or a database that is away.
impl From<Injected> for SagaError {
    fn from(injected: Injected) -> Self {
        Self::failed(Kind::Unavailable, injected.to_string())
    }
}

fn with_sources(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        line.push_str(": ");
        line.push_str(&inner.to_string());
        source = inner.source();
    }
    line
}

impl Explain for SagaError {
    fn kind(&self) -> Kind {
        match self {
            Self::Store(error) => error.kind(),
            Self::Failed { kind, .. } => *kind,
            Self::Unreadable { .. } | Self::Definition(_) => Kind::Internal,
            Self::NotFound { .. } => Kind::NotFound,
            Self::NotStuck { .. } => Kind::FailedPrecondition,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Store(error) => error.reason(),
            Self::Failed { .. } => "SAGA_STEP_FAILED",
            Self::Unreadable { .. } => "SAGA_UNREADABLE",
            Self::Definition(_) => "SAGA_UNSOUND",
            Self::NotFound { .. } => "SAGA_NOT_FOUND",
            Self::NotStuck { .. } => "SAGA_NOT_STUCK",
        }
    }

    fn domain(&self) -> &'static str {
        "saga.o2c"
    }
}
