//! How much is under way: for "is everything settled" and for alarms.

use o2c_kernel::Deadline;

use crate::{SagaError, Sagas, storage};

/// Sagas that have not ended, of all tenants and all names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Going forward or back.
    pub unfinished: i64,
    /// Waiting for a person.
    pub stuck: i64,
}

impl Sagas {
    /// Counts what has not ended; reads the partial indexes only.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn backlog(&self, deadline: Deadline) -> Result<Backlog, SagaError> {
        let tx = self.store().begin_read(deadline).await?;
        let counted = storage::unfinished_and_stuck(&tx).await;
        tx.rollback().await;
        let (unfinished, stuck) = counted?;
        Ok(Backlog { unfinished, stuck })
    }
}
