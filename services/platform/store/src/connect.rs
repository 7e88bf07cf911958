//! Opening a store.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::DbErr;
use sea_orm::sqlx::ConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};

use crate::at_work::AtWork;
use crate::checkpoint;
use crate::commits::Commits;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::lent::Connections;
use crate::options::{Durability, PostgresOptions, SqliteOptions};
use crate::postgres::Postgres;
use crate::trail::KnownSubjects;
use crate::usage::Waiting;
use crate::writer::Writer;

/// Page cache of a reader: what it reads again is mostly what the system has cached anyway.
const READER_CACHE_KIBIBYTES: u32 = 2 * 1024;

/// The database of one service. Cheap to clone.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) service: &'static str,
    /// Tells the stores of one process apart, for the check against nested writes.
    pub(crate) number: u64,
    pub(crate) pools: Pools,
    /// How many transactions of this store have written.
    pub(crate) commits: Commits,
    /// What of this process will write.
    pub(crate) at_work: AtWork,
    /// How many statements they and the readers have run.
    pub(crate) statements: Arc<AtomicU64>,
    /// Whom the audit trail has met.
    pub(crate) subjects: KnownSubjects,
    /// Who waits for a connection.
    pub(crate) waiting: Waiting,
}

pub(crate) enum Pools {
    Sqlite { writer: Option<Writer>, readers: Connections, checkpoints: Option<SqlitePool> },
    Postgres(Postgres),
}

impl Store {
    /// Opens the file at `path`, and creates it where there is none.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn sqlite(path: &Path, service: &'static str, options: SqliteOptions) -> Result<Self, StoreError> {
        let writer_options = sqlite_options(path, &options)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .pragma("wal_autocheckpoint", checkpoint::PAGES_AT_MOST.to_string())
            .pragma("cache_size", format!("-{}", options.cache_kibibytes));
        let writer = Connections::new(writer_options, 1);
        writer.open_one().await.map_err(connecting)?;
        let reader_options = sqlite_options(path, &options)
            .pragma("query_only", "ON")
            .pragma("cache_size", format!("-{READER_CACHE_KIBIBYTES}"));
        let readers = Connections::new(reader_options, options.readers.max(1));
        let checkpoints = checkpoint::pool(sqlite_options(path, &options));
        let pools =
            Pools::Sqlite { writer: Some(Writer::new(writer)), readers, checkpoints: Some(checkpoints.clone()) };
        let store = Self::new(service, pools);
        tokio::spawn(checkpoint::keep_short(checkpoints, store.commits()));
        Ok(store)
    }

    /// Opens an existing file for reading only: for audits and exports beside a running service.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn sqlite_read_only(path: &Path) -> Result<Self, StoreError> {
        let options = sqlite_options(path, &SqliteOptions::default()).read_only(true).pragma("query_only", "ON");
        let readers = Connections::new(options, 4);
        readers.open_one().await.map_err(connecting)?;
        Ok(Self::new("reader", Pools::Sqlite { writer: None, readers, checkpoints: None }))
    }

    /// Connects to a schema of a PostgreSQL database. The store's service is the schema's name in the cluster; it only
    /// labels sessions and logs. The url also says how the line is protected: `sslmode`, `sslrootcert`, `sslcert`,
    /// `sslkey`.
    ///
    /// # Errors
    /// When the server cannot be reached, lets nobody in with this password, or the password's file cannot be read.
    pub async fn postgres(
        url: &str,
        schema: &str,
        service: &'static str,
        options: PostgresOptions,
    ) -> Result<Self, StoreError> {
        let postgres = Postgres::connect(url, schema, service, options).await?;
        Ok(Self::new(service, Pools::Postgres(postgres)))
    }

    fn new(service: &'static str, pools: Pools) -> Self {
        static STORES: AtomicU64 = AtomicU64::new(1);
        let number = STORES.fetch_add(1, Ordering::Relaxed);
        Self(Arc::new(Inner {
            service,
            number,
            pools,
            commits: Commits::default(),
            at_work: AtWork::default(),
            statements: Arc::default(),
            subjects: KnownSubjects::default(),
            waiting: Waiting::default(),
        }))
    }

    /// Counts the commits of writers, as seen by this store: while it stands still, nothing here has changed what is
    /// in the database. What another process writes is not in it.
    #[must_use]
    pub fn commits(&self) -> tokio::sync::watch::Receiver<u64> {
        self.0.commits.0.subscribe()
    }

    /// Counts the statements of this store's transactions.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// Which engine stands behind this store.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether no other process can write to this database: a SQLite file has one process.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.engine() == Engine::Sqlite
    }

    /// The service that this is the store of.
    #[must_use]
    pub fn service(&self) -> &'static str {
        self.0.service
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.number
    }

    /// Closes every connection, after the transactions that are open.
    pub async fn close(&self) {
        match &self.0.pools {
            Pools::Sqlite { writer, readers, checkpoints } => {
                readers.close().await;
                if let Some(checkpoints) = checkpoints {
                    checkpoints.close().await;
                }
                // last: closing the writer checkpoints the log into the file
                if let Some(writer) = writer {
                    writer.close().await;
                }
            }
            Pools::Postgres(postgres) => postgres.close().await,
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Store").field("service", &self.0.service).field("engine", &self.engine()).finish()
    }
}

fn sqlite_options(path: &Path, options: &SqliteOptions) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .synchronous(match options.durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::None => SqliteSynchronous::Off,
        })
        .busy_timeout(options.busy_timeout)
        .foreign_keys(false)
        .statement_cache_capacity(options.statement_cache_capacity)
        // a log that a long reader made grow gives its space back
        .pragma("journal_size_limit", (256 * 1024 * 1024).to_string())
        .pragma("temp_store", "MEMORY")
        // A memory map is of no use here: each connection maps the file for itself, and again whenever it grows.
        .pragma("mmap_size", "0")
        .disable_statement_logging()
}

pub(crate) fn connecting(error: sea_orm::sqlx::Error) -> StoreError {
    StoreError::from(DbErr::Conn(sea_orm::RuntimeErr::SqlxError(Arc::new(error))))
}
