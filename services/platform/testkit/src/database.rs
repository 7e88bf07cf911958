//! A fresh database for a test, on either engine.

use std::io::Write;

use o2c_kernel::Deadline;
use o2c_store::{Durability, Engine, Migration, PostgresOptions, SqliteOptions, Store};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::postgres::{self, PostgresSchema};

/// An empty database that is gone when the test is: a file, or a schema.
#[derive(Debug)]
pub struct TestDatabase(Place);

#[derive(Debug)]
enum Place {
    Sqlite(TempDir),
    Postgres(PostgresSchema),
}

impl TestDatabase {
    /// A file of its own.
    #[expect(clippy::expect_used, reason = "a machine without a temporary directory runs no tests")]
    #[must_use]
    pub fn sqlite() -> Self {
        Self(Place::Sqlite(tempfile::tempdir().expect("a temporary directory")))
    }

    /// A schema of its own.
    pub async fn postgres() -> Self {
        Self(Place::Postgres(postgres::database().await))
    }

    /// Which engine it is on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0 {
            Place::Sqlite(_) => Engine::Sqlite,
            Place::Postgres(_) => Engine::Postgres,
        }
    }

    /// Opens it; a second time for a second process or for a restart.
    #[expect(clippy::expect_used, reason = "the test cannot go on")]
    pub async fn open(&self, service: &'static str) -> Store {
        let store = match &self.0 {
            Place::Sqlite(directory) => {
                // tests kill processes, not machines
                let options = SqliteOptions { durability: Durability::None, ..SqliteOptions::default() };
                Store::sqlite(&directory.path().join(format!("{service}.db")), service, options).await
            }
            Place::Postgres(place) => {
                let options = PostgresOptions { pool: 6, ..PostgresOptions::default() };
                Store::postgres(&place.url, &place.schema, service, options).await
            }
        };
        store.expect("the test's database opens")
    }

    /// Drops the schema. A test that failed leaves it behind, to be looked at.
    #[expect(clippy::expect_used, reason = "what cannot be removed would fill the machine")]
    pub async fn remove(self) {
        let Place::Postgres(place) = &self.0 else { return };
        let store = self.open("testkit").await;
        let tx = store.begin_write(Deadline::after(std::time::Duration::from_secs(30))).await.expect("a transaction");
        let drop = format!("DROP SCHEMA IF EXISTS \"{}\" CASCADE", place.schema);
        tx.connection().execute_unprepared(&drop).await.expect("the schema can be dropped");
        tx.commit().await.expect("the schema can be dropped");
        store.close().await;
    }
}

/// A database on each engine, or on those that `O2C_TEST_ENGINES` names (`sqlite`, `postgres`).
pub async fn engines() -> Vec<TestDatabase> {
    let wanted = std::env::var("O2C_TEST_ENGINES").unwrap_or_else(|_| "sqlite,postgres".to_owned());
    let mut databases = Vec::new();
    if wanted.contains("sqlite") {
        databases.push(TestDatabase::sqlite());
    }
    if wanted.contains("postgres") {
        databases.push(TestDatabase::postgres().await);
    }
    databases
}

/// Runs a test on both engines, each with a fresh and migrated store.
///
/// # Panics
/// When the test does.
#[expect(clippy::expect_used, reason = "the test cannot go on")]
pub async fn on_both_engines<F>(service: &'static str, migrations: &[&[Migration]], test: F)
where
    F: AsyncFn(Store),
{
    for database in engines().await {
        let told = TellEngine(database.engine());
        let store = database.open(service).await;
        store.migrate(migrations).await.expect("the migrations apply");
        test(store.clone()).await;
        store.close().await;
        database.remove().await;
        drop(told);
    }
}

/// Says which engine a test failed on: the panic itself does not know.
struct TellEngine(Engine);

impl Drop for TellEngine {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // nothing is to be done about a standard error that is closed
            let _ = writeln!(std::io::stderr(), "the test failed on {:?}", self.0);
        }
    }
}
