//! Figures per document, in the order of documents: two services are compared by merging their streams.

use futures::future::BoxFuture;
use o2c_kernel::TenantId;
use o2c_store::Store;
use uuid::Uuid;

use crate::AuditError;

/// What one service says of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    pub tenant: TenantId,
    pub document: Uuid,
    /// Of the producer, the last sequence of the document's facts; of a reader, how far it has taken them in; 0 where
    /// the figure does not hang on one aggregate.
    pub sequence: i64,
    /// Minor units or millionths, as the name of the figures says.
    pub amounts: Vec<i64>,
}

/// A page of figures after a document, ordered by tenant and document.
pub type FiguresPage =
    for<'a> fn(&'a Store, Option<(TenantId, Uuid)>, u64) -> BoxFuture<'a, Result<Vec<Figure>, AuditError>>;

/// A stream of figures.
#[derive(Clone, Copy)]
pub struct Figures {
    /// Such as `orders.open_estimate`.
    pub name: &'static str,
    pub page: FiguresPage,
}

impl std::fmt::Debug for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Figures").field("name", &self.name).finish_non_exhaustive()
    }
}
