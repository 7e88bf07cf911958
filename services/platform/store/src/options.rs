//! What an operator may tune; the defaults are the measured ones of `design/stack.md`.

use std::time::Duration;

/// How much a commit on SQLite survives.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Durability {
    /// Every commit reaches the disk before it is answered (`synchronous = FULL`).
    #[default]
    Full,
    /// Nothing is flushed: for tests and benchmarks of everything but the disk.
    None,
}

/// Settings of a SQLite store.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// Reader connections beside the one writer.
    pub readers: u32,
    /// What a commit survives.
    pub durability: Durability,
    /// How long to wait for another *process* that holds the file; inside the process writers queue up.
    pub busy_timeout: Duration,
    /// Page cache of the writer, in KiB.
    pub cache_kibibytes: u32,
    /// Prepared statements kept per connection.
    pub statement_cache_capacity: usize,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            readers: 4,
            durability: Durability::Full,
            busy_timeout: Duration::from_secs(5),
            cache_kibibytes: 32 * 1024,
            statement_cache_capacity: 500,
        }
    }
}

/// Settings of a PostgreSQL store.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// Connections, readers and writers together.
    pub pool: u32,
    /// Bound of one statement, so that a lock is never waited for without end.
    pub statement_timeout: Duration,
    /// Prepared statements kept per connection; 0 behind a PgBouncer older than 1.21.
    pub statement_cache_capacity: usize,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { pool: 8, statement_timeout: Duration::from_secs(30), statement_cache_capacity: 500 }
    }
}
