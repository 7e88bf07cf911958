//! Forgetting what every subscriber has long taken in. Cursors and heads are never forgotten.

use std::time::Duration;

use o2c_kernel::{Deadline, Instant};
use o2c_store::{Store, StoreError};

use crate::storage;

/// How long published facts stay in the outbox; older history is in the archive of analytics.
pub const KEPT: Duration = Duration::from_secs(35 * 24 * 60 * 60);

const DEADLINE: Duration = Duration::from_secs(30);

/// Deletes published facts that were stated more than 35 days ago (machine time), looking at no more than the `limit` oldest rows; how many
/// were deleted. Fewer than the limit: there are no more.
pub async fn prune(store: &Store, now: Instant, limit: i64) -> Result<u64, StoreError> {
    let tx = store.begin_write(Deadline::after(DEADLINE)).await?;
    let deleted = storage::outbox::delete_published_before(&tx, now.minus(KEPT), limit).await?;
    tx.commit().await?;
    Ok(deleted)
}
