//! A PostgreSQL for tests: the one that `O2C_TEST_POSTGRES_URL` names, or a cluster of this machine that the first test
//! starts and the next ones, in other processes, find running. Each test gets a schema of its own: an `initdb` per
//! process would take longer than most tests.
//!
//! The cluster stays up in the temporary directory. It flushes nothing and is reachable through its socket only; to be
//! rid of it, run `pg_ctl stop` on its `data` directory, or restart the machine. A test that harms its server starts a
//! [`ThrowAwayCluster`].

#![expect(clippy::expect_used, reason = "without its database a test can only fail, and should say what is missing")]

mod archiving;
mod cluster;
mod cut_line;
mod pgbouncer;
mod roles;
mod throw_away;

use std::fs::File;

use o2c_local::programs::{Programs, user};
use tokio::sync::OnceCell;

use cluster::Cluster;

pub use cut_line::CutLine;
pub use pgbouncer::PgBouncer;
pub use roles::{OWNER, RUNNING};
pub use throw_away::ThrowAwayCluster;

/// Where a test finds its tables.
#[derive(Clone, Debug)]
pub struct PostgresSchema {
    /// The server and database, as a role that may do everything.
    pub url: String,
    /// A schema that nobody else uses; migrations create it.
    pub schema: String,
}

impl PostgresSchema {
    /// The same, as another role: [`OWNER`] or [`RUNNING`].
    #[must_use]
    pub fn acting_as(&self, role: &str) -> String {
        let and = if self.url.contains('?') { '&' } else { '?' };
        format!("{}{and}options[role]={role}", self.url)
    }
}

/// A fresh schema. Starts the cluster if there is none.
///
/// # Panics
/// When PostgreSQL is not installed or does not start.
pub async fn database() -> PostgresSchema {
    static URL: OnceCell<String> = OnceCell::const_new();
    let start = || async {
        let url = tokio::task::spawn_blocking(url).await.expect("the cluster starts");
        roles::ensure(&url).await;
        url
    };
    PostgresSchema { url: URL.get_or_init(start).await.clone(), schema: fresh_schema() }
}

/// A name that nobody else uses.
fn fresh_schema() -> String {
    format!("t{}", o2c_kernel::new_uuid().simple())
}

fn url() -> String {
    if let Ok(url) = std::env::var("O2C_TEST_POSTGRES_URL") {
        return url;
    }
    let cluster = shared();
    // one process at a time looks whether it runs, and starts it
    let lock = File::create(std::env::temp_dir().join("o2c-test-postgres.lock")).expect("the lock file opens");
    lock.lock().expect("the lock can be had");
    cluster.ensure_running();
    cluster.url()
}

/// The cluster that all tests of this machine and user share.
fn shared() -> Cluster {
    let programs = Programs::find().expect("PostgreSQL is installed (apt postgresql)");
    let name = format!("o2c-test-postgres-{}-{}", programs.version(), user());
    let settings = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 \
                    -c shared_buffers=128MB -c max_locks_per_transaction=256";
    Cluster::new(std::env::temp_dir().join(name), settings)
}

/// A pooling proxy before the shared cluster, with fewer sessions than a store has connections.
///
/// # Panics
/// When PgBouncer is not installed, or the server is not one of this machine.
pub(crate) async fn proxy() -> PgBouncer {
    const SESSIONS: u32 = 5;
    assert!(std::env::var_os("O2C_TEST_POSTGRES_URL").is_none(), "the proxy stands before a cluster of this machine");
    PgBouncer::start(&shared().home, SESSIONS).await
}
