//! Letting go of old keys.

use std::sync::Arc;
use std::time::Duration;

use o2c_kernel::{Deadline, Instant, KEPT};
use sea_orm::Value;

use crate::connect::Store;
use crate::engine::Engine;
use crate::error::StoreError;

/// Deletes keys that are older than [`KEPT`] at `now` (machine time), `limit` at most; how many those were. Called
/// again and again until it returns less than the limit, so that the writer is never held for long.
///
/// # Errors
/// Those of the database.
pub async fn prune(store: &Store, now: Instant, limit: u32) -> Result<u64, StoreError> {
    let marks = match store.engine() {
        Engine::Sqlite => ["?", "?"],
        Engine::Postgres => ["$1", "$2"],
    };
    let [before, most] = marks;
    let key = "tenant, principal, method, request_id";
    let sql = format!(
        "DELETE FROM idempotency_key WHERE ({key}) IN \
         (SELECT {key} FROM idempotency_key WHERE created_at < {before} ORDER BY created_at LIMIT {most})"
    );
    let values = vec![Value::from(now.minus(KEPT).micros()), Value::from(i64::from(limit))];
    let tx = store.begin_write(Deadline::after(Duration::from_secs(30))).await?;
    let deleted = tx.raw().execute_text(Arc::from(sql), values).await?.rows_affected();
    tx.commit().await?;
    Ok(deleted)
}
