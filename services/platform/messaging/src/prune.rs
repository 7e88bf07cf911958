//! Forgetting what every subscriber has long taken in. Cursors and heads are never forgotten.

use std::time::Duration;

use o2c_kernel::{Deadline, Instant, KEPT};
use o2c_store::{Store, StoreError};

use crate::storage;

const DEADLINE: Duration = Duration::from_secs(30);

/// Deletes published facts that were stated longer than [`KEPT`] ago (machine time), looking at no more than the `limit` oldest
/// rows; how many were deleted. Fewer than the limit: there are no more. Older history is in the archive of analytics.
pub async fn prune(store: &Store, now: Instant, limit: i64) -> Result<u64, StoreError> {
    let tx = store.begin_write(Deadline::after(DEADLINE)).await?;
    let deleted = storage::outbox::delete_published_before(&tx, now.minus(KEPT), limit).await?;
    tx.commit().await?;
    Ok(deleted)
}
