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
        let (unfinished, stuck) =
            self.store().look(deadline, async |tx| storage::unfinished_and_stuck(tx).await).await?;
        Ok(Backlog { unfinished, stuck })
    }
}
