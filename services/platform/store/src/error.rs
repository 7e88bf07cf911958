//! What can go wrong between a use case and its database.

use std::time::Duration;

use o2c_kernel::failpoint::Injected;
use o2c_kernel::{Explain, Kind};
use sea_orm::DbErr;

use crate::migrate::MigrationError;
use crate::sqlstate::{Class, classify};

/// An error of the store. It is cheap to clone, so that one failure can answer every item of a set.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The call's deadline passed while it waited for the database.
    #[error("the deadline passed before the database could answer")]
    Deadline,
    /// A row has another version than the one that was loaded, or is gone.
    #[error("a row of {table} was changed by someone else")]
    LostRace {
        /// The table that the race was lost on.
        table: &'static str,
    },
    /// The database chose this transaction to give way: a deadlock or a serialization failure.
    #[error("the transaction gave way to another one")]
    Contended(#[source] DbErr),
    /// The request id was used before, for another request.
    #[error("the request id was used before with another request")]
    RequestIdReused,
    /// A constraint of the schema refused the rows.
    #[error("constraint {constraint} refused the rows")]
    Constraint {
        /// The constraint, or SQLite's list of the columns it is on.
        constraint: String,
        /// What the database said.
        #[source]
        source: DbErr,
    },
    /// One call named the same row twice; both engines would silently apply one of the two.
    #[error("the rows for {table} name one key twice")]
    DuplicateKey {
        /// The table.
        table: &'static str,
    },
    /// A write transaction was asked for inside another one of the same store: on SQLite this waits for itself.
    #[error("a write transaction was opened inside another one")]
    NestedWrite,
    /// A statement of this transaction failed earlier, so it cannot be committed.
    #[error("the transaction has failed and cannot be committed")]
    Failed,
    /// A write was asked of a store that was opened for reading.
    #[error("the store is open for reading only")]
    ReadOnly,
    /// A use case left an item of its set without an answer.
    #[error("an item of the set was neither accepted nor refused")]
    Undecided,
    /// The database was restored, and another fact about the aggregate comes next on the record that it has taken back.
    #[error("what is on record about {aggregate} has not been done again yet")]
    BehindRecord {
        /// The aggregate.
        aggregate: uuid::Uuid,
    },
    /// The commit was sent and its reply was lost: whether it took place is not known.
    #[error("the reply to a commit was lost")]
    CommitUnknown(#[source] DbErr),
    /// The database cannot be reached, is full, or is shutting down.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// Anything else that the database said.
    #[error("the database failed")]
    Database(#[source] DbErr),
    /// The schema is not the one that this program needs.
    #[error("the schema does not fit")]
    Migration(#[source] MigrationError),
}

impl StoreError {
    /// Whether one item of a set may be the reason, so that the others deserve to be tried without it.
    #[must_use]
    pub fn is_item_fault(&self) -> bool {
        matches!(
            self,
            Self::LostRace { .. }
                | Self::Contended(_)
                | Self::Constraint { .. }
                | Self::DuplicateKey { .. }
                | Self::BehindRecord { .. }
        )
    }

    /// What a failpoint behind a commit makes of it: committed, and nobody was told.
    pub(crate) fn answer_lost(injected: Injected) -> Self {
        Self::CommitUnknown(DbErr::Custom(injected.to_string()))
    }

    /// Whether the same call may well succeed when it is made again as it is.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.kind(), Kind::Aborted | Kind::Unavailable | Kind::DeadlineExceeded)
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match classify(&error) {
            Class::Constraint(constraint) => Self::Constraint { constraint, source: error },
            Class::Contended => Self::Contended(error),
            Class::Timeout => Self::Deadline,
            Class::Unavailable => Self::Unavailable(error),
            Class::Other => Self::Database(error),
        }
    }
}

/// A failpoint stands for a database that is away.
impl From<Injected> for StoreError {
    fn from(injected: Injected) -> Self {
        Self::Unavailable(DbErr::Custom(injected.to_string()))
    }
}

impl From<MigrationError> for StoreError {
    fn from(error: MigrationError) -> Self {
        Self::Migration(error)
    }
}

impl Explain for StoreError {
    fn kind(&self) -> Kind {
        match self {
            Self::Deadline => Kind::DeadlineExceeded,
            Self::LostRace { .. } | Self::Contended(_) => Kind::Aborted,
            Self::RequestIdReused => Kind::InvalidArgument,
            Self::BehindRecord { .. } => Kind::FailedPrecondition,
            // safe to call again: what was committed under a request id answers with its stored response
            Self::CommitUnknown(_) | Self::Unavailable(_) => Kind::Unavailable,
            Self::Constraint { .. }
            | Self::DuplicateKey { .. }
            | Self::NestedWrite
            | Self::Failed
            | Self::ReadOnly
            | Self::Undecided
            | Self::Database(_)
            | Self::Migration(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Deadline => "DEADLINE",
            Self::LostRace { .. } | Self::Contended(_) => "LOST_RACE",
            Self::RequestIdReused => "REQUEST_ID_REUSED",
            Self::BehindRecord { .. } => "BEHIND_RECORD",
            Self::CommitUnknown(_) => "COMMIT_UNKNOWN",
            Self::Unavailable(_) => "DATABASE_UNAVAILABLE",
            Self::Constraint { .. }
            | Self::DuplicateKey { .. }
            | Self::NestedWrite
            | Self::Failed
            | Self::ReadOnly
            | Self::Undecided
            | Self::Database(_)
            | Self::Migration(_) => "INTERNAL",
        }
    }

    fn domain(&self) -> &'static str {
        "store.o2c"
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::CommitUnknown(_) | Self::Unavailable(_) => Some(Duration::from_millis(500)),
            _ => None,
        }
    }
}

/// A service's error that may carry one of ours; it decides whether a set is run again item by item.
pub trait AsStoreError {
    /// The store's error inside, if this is one.
    fn as_store_error(&self) -> Option<&StoreError>;
}

impl AsStoreError for StoreError {
    fn as_store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}
