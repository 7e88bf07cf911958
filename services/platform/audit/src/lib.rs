//! What an audit is made of: laws that hold over one service's own rows, and figures that two services must agree on.
//!
//! Owns the shapes and their bounds. The laws are each service's own, in its `src/audit/`; the comparison of figures
//! across services is the binary's. Deliberately absent: any repair. An audit reads and names; people decide.

mod figures;
mod law;

use futures::future::BoxFuture;
use o2c_store::{Store, StoreError};

pub use figures::{Figure, Figures, FiguresPage};
pub use law::{Failure, Law, LawCheck, LawReport};

/// What one service offers to an audit, running or not: it needs the store alone, open for reading.
pub trait Audit: Send + Sync {
    /// The service, such as `orders`.
    fn service(&self) -> &'static str;

    fn store(&self) -> &Store;

    /// The laws over this service's own rows.
    fn laws(&self) -> Vec<Law>;

    /// What other services compare themselves with.
    fn figures(&self) -> Vec<Figures>;
}

/// Why a law could not be checked; that it does not hold is no error.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AuditError {
    #[error("the rows could not be read")]
    Store(#[from] StoreError),
    /// A row that the service itself could not have written.
    #[error("a stored value cannot be read: {0}")]
    Unreadable(String),
}

/// The answer of a check under way.
pub type Checking<'a> = BoxFuture<'a, Result<LawReport, AuditError>>;
