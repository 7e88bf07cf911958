//! What no command can do and no role of a service may: wrong figures, for audits to find.

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{Engine, Store};
use sea_orm::ConnectionTrait;

/// Changes rows behind the service's back, as the role that may do everything; how many.
///
/// # Panics
/// When the database refuses.
#[expect(clippy::expect_used, reason = "the test cannot go on")]
pub async fn plant(store: &Store, sql: &str) -> u64 {
    let tx = store.begin_write(Deadline::after(Duration::from_secs(30))).await.expect("a transaction");
    if store.engine() == Engine::Postgres {
        // back to the role that the session was opened by
        tx.connection().execute_unprepared("SET LOCAL ROLE NONE").await.expect("the role can be left");
    }
    let changed = tx.connection().execute_unprepared(sql).await.expect("the rows can be changed").rows_affected();
    tx.commit().await.expect("the rows can be changed");
    changed
}
