//! Bringing SQLite's write-ahead log into its file, beside the writer.
//!
//! Left to itself SQLite does it within a commit. A log of 64 MiB stands for thousands of pages all over the file, a
//! quarter of a second of random writes (500 pages: 40 ms) during which nobody else commits. Here a connection of its
//! own does it, in passes that hold nobody up; the log starts anew when a pass has caught up.

use std::time::Duration;

use sea_orm::sqlx::{
    self, Row,
    sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions},
};
use tokio::sync::watch::Receiver;

/// Pages of the log, of 4 KiB, from which on it is brought in. The longer it is, the more of its pages are older copies
/// that need not be written.
const PAGES: i64 = 32_000;

/// Where the passes cannot keep up, a commit does it after all: the log has a bound.
pub(crate) const PAGES_AT_MOST: u32 = 64_000;

/// What a pass finds new while it works is brought in by the next one, so many times.
const PASSES: usize = 5;

/// Between two looks at the log of a store that is written to.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Pages in the log, and those of them that are in the file as well.
struct Log {
    pages: i64,
    brought_in: i64,
}

/// A connection of its own, opened when it is wanted. It never ages.
pub(crate) fn pool(options: SqliteConnectOptions) -> SqlitePool {
    let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    pool.test_before_acquire(false).connect_lazy_with(options)
}

/// Works until the store is gone or the pool closed.
pub(crate) async fn keep_short(connection: SqlitePool, mut commits: Receiver<u64>) {
    while commits.changed().await.is_ok() {
        tokio::time::sleep(LOOK_AGAIN).await;
        if let Err(error) = look(&connection).await {
            if connection.is_closed() {
                return;
            }
            // the next commit gives the next occasion, and at the latest a commit does it itself
            tracing::debug!(%error, "the write-ahead log was not brought in");
        }
    }
}

async fn look(connection: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut log = pragma(connection, "PRAGMA wal_checkpoint(NOOP)").await?;
    for _ in 0..PASSES {
        if log.pages < PAGES || log.brought_in >= log.pages {
            return Ok(());
        }
        log = pragma(connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
    }
    Ok(())
}

async fn pragma(connection: &SqlitePool, sql: &'static str) -> Result<Log, sqlx::Error> {
    let row = sqlx::query(sql).fetch_one(connection).await?;
    Ok(Log { pages: row.try_get(1)?, brought_in: row.try_get(2)? })
}
