//! What an operator may tune; the defaults are measured ones.

use std::path::PathBuf;
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
            cache_kibibytes: 16 * 1024,
            statement_cache_capacity: 500,
        }
    }
}

/// Settings of a PostgreSQL store. The password stands in the url, or in a file of its own.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// Connections at most, readers and writers together.
    pub pool: u32,
    /// Connections that are kept open even when nobody asks.
    pub pool_at_least: u32,
    /// How long to wait for a connection: a free one, or a server that comes up again.
    pub acquire_timeout: Duration,
    /// Bound of one statement.
    pub statement_timeout: Duration,
    /// Bound of waiting for one lock; shorter than a statement's, so that the error says what was waited for.
    pub lock_timeout: Duration,
    /// After how long the server ends a transaction of which it hears nothing: its locks hold up everybody else.
    pub idle_in_transaction_timeout: Duration,
    /// Prepared statements kept per connection; none are prepared behind a pooling proxy.
    pub statement_cache_capacity: usize,
    /// Whether a proxy such as PgBouncer lends its connections out per transaction: nothing is left in a session then.
    /// Settings travel with every `BEGIN`, and no statement is prepared.
    pub pooling_proxy: bool,
    /// Where the password is, if not in the url. Read again when the server refuses the one that was read before.
    pub password_file: Option<PathBuf>,
    /// How long a migration waits for another one, and for whoever uses a table.
    pub migration_patience: Duration,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            pool: 8,
            pool_at_least: 0,
            acquire_timeout: Duration::from_secs(30),
            statement_timeout: Duration::from_secs(30),
            lock_timeout: Duration::from_secs(10),
            idle_in_transaction_timeout: Duration::from_secs(60),
            statement_cache_capacity: 500,
            pooling_proxy: false,
            password_file: None,
            migration_patience: Duration::from_secs(60),
        }
    }
}
