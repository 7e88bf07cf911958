//! Lets go of what a service keeps for a while only: facts that everybody has, and answers to requests. Both may name
//! persons, so nothing of them outlives [`o2c_kernel::KEPT`].

use std::time::Duration;

use o2c_kernel::{Instant, machine_now};
use o2c_messaging::prune;
use o2c_store::{Store, StoreError, idempotency};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Between two passes; a pass that was missed is made up for by the next.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Before the first pass: a process that starts has other things to do.
const FIRST: Duration = Duration::from_secs(60);
/// Rows of one transaction.
const SET: u32 = 1_000;
/// Between two transactions: callers come first.
const BREATH: Duration = Duration::from_millis(20);

/// Starts the worker of a service. It ends with its token; a transaction in hand is rolled back. Several processes of a
/// service may do this at the same time: what one has deleted the other no longer finds.
pub(crate) fn spawn(store: Store, stop: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut wait = FIRST;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => wait = EVERY,
            }
            let passed = tokio::select! {
                () = stop.cancelled() => return,
                passed = let_go(&store, machine_now()) => passed,
            };
            match passed {
                Ok(0) => {}
                Ok(rows) => tracing::info!(service = store.service(), rows, "old facts and answers are let go of"),
                Err(error) => {
                    tracing::warn!(service = store.service(), %error, "old facts and answers were not let go of");
                }
            }
        }
    })
}

/// Deletes all that is too old at `now` (machine time), some at a time; how many rows those were.
///
/// # Errors
/// Those of the database; what was deleted until then stays deleted.
pub async fn let_go(store: &Store, now: Instant) -> Result<u64, StoreError> {
    let mut rows = 0;
    loop {
        let facts = prune::prune(store, now, i64::from(SET)).await?;
        let answers = idempotency::prune(store, now, SET).await?;
        rows += facts + answers;
        if facts.max(answers) < u64::from(SET) {
            return Ok(rows);
        }
        tokio::time::sleep(BREATH).await;
    }
}
