//! A fresh database for a test, on either engine.

use std::io::Write;

use o2c_kernel::Deadline;
use o2c_store::{Durability, Engine, Migration, PostgresOptions, SqliteOptions, Store, TablePrivileges};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::postgres::{self, OWNER, PgBouncer, PostgresSchema, RUNNING};

/// An empty database that is gone when the test is: a file, or a schema.
#[derive(Debug)]
pub struct TestDatabase(Place);

#[derive(Debug)]
enum Place {
    Sqlite(TempDir),
    Postgres(PostgresSchema, Option<PgBouncer>),
}

impl TestDatabase {
    /// A file of its own.
    #[expect(clippy::expect_used, reason = "a machine without a temporary directory runs no tests")]
    #[must_use]
    pub fn sqlite() -> Self {
        Self(Place::Sqlite(tempfile::tempdir().expect("a temporary directory")))
    }

    /// A schema of its own; behind a pooling proxy if `O2C_TEST_POOLING_PROXY` is set.
    pub async fn postgres() -> Self {
        let schema = postgres::database().await;
        let proxy = match std::env::var_os("O2C_TEST_POOLING_PROXY") {
            Some(_) => Some(postgres::proxy().await),
            None => None,
        };
        Self(Place::Postgres(schema, proxy))
    }

    /// Which engine it is on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0 {
            Place::Sqlite(_) => Engine::Sqlite,
            Place::Postgres(..) => Engine::Postgres,
        }
    }

    /// Opens it as a role that may do everything; a second time for a second process or for a restart.
    pub async fn open(&self, service: &'static str) -> Store {
        match &self.0 {
            Place::Sqlite(directory) => open_file(directory, service).await,
            Place::Postgres(place, None) => open_schema(place, &place.url, service, false).await,
            Place::Postgres(place, Some(proxy)) => open_schema(place, &proxy.url("postgres"), service, true).await,
        }
    }

    /// Brings its schema up and opens it as services do: on PostgreSQL one role migrates, and the role that the store
    /// runs as may do what `privileges` say and no more.
    #[expect(clippy::expect_used, reason = "the test cannot go on")]
    pub async fn migrated(
        &self,
        service: &'static str,
        migrations: &[&[Migration]],
        privileges: &[&[TablePrivileges]],
    ) -> Store {
        let Place::Postgres(place, proxy) = &self.0 else {
            let store = self.open(service).await;
            store.migrate(migrations).await.expect("the migrations apply");
            return store;
        };
        let url = |role| proxy.as_ref().map_or_else(|| place.acting_as(role), |proxy| proxy.url(role));
        let owner = open_schema(place, &url(OWNER), service, proxy.is_some()).await;
        owner.migrate(migrations).await.expect("the migrations apply");
        owner.grant_running_role(RUNNING, privileges).await.expect("the running role gets its rights");
        owner.close().await;
        open_schema(place, &url(RUNNING), service, proxy.is_some()).await
    }

    /// Drops the schema. A test that failed leaves it behind, to be looked at.
    #[expect(clippy::expect_used, reason = "what cannot be removed would fill the machine")]
    pub async fn remove(self) {
        let Place::Postgres(place, _) = &self.0 else { return };
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

#[expect(clippy::expect_used, reason = "the test cannot go on")]
async fn open_file(directory: &TempDir, service: &'static str) -> Store {
    // tests kill processes, not machines
    let options = SqliteOptions { durability: Durability::None, ..SqliteOptions::default() };
    let path = directory.path().join(format!("{service}.db"));
    Store::sqlite(&path, service, options).await.expect("the test's database opens")
}

#[expect(clippy::expect_used, reason = "the test cannot go on")]
async fn open_schema(place: &PostgresSchema, url: &str, service: &'static str, pooling_proxy: bool) -> Store {
    let options = PostgresOptions { pool: 6, pooling_proxy, ..PostgresOptions::default() };
    Store::postgres(url, &place.schema, service, options).await.expect("the test's database opens")
}

/// Runs a test on both engines, each with a fresh and migrated store, on which the running role may change and delete
/// whatever there is.
///
/// # Panics
/// When the test does.
pub async fn on_both_engines<F>(service: &'static str, migrations: &[&[Migration]], test: F)
where
    F: AsyncFn(Store),
{
    on_both_engines_with(service, migrations, &[], test).await;
}

/// As [`on_both_engines`], with the privileges that the running role has in production: a test that passes proves that
/// they are enough.
///
/// # Panics
/// When the test does.
pub async fn on_both_engines_with<F>(
    service: &'static str,
    migrations: &[&[Migration]],
    privileges: &[&[TablePrivileges]],
    test: F,
) where
    F: AsyncFn(Store),
{
    for database in engines().await {
        let told = TellEngine(database.engine());
        let store = database.migrated(service, migrations, privileges).await;
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
