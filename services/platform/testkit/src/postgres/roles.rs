//! Two roles, as in production: one that migrates and owns, one that runs and may do no more than it is granted.

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{PostgresOptions, Store};
use sea_orm::ConnectionTrait;

/// The role that owns the tables of tests.
pub const OWNER: &str = "o2c_test_owner";
/// The role that services run as in tests.
pub const RUNNING: &str = "o2c_test_running";

/// Makes the roles where they are missing. Several processes may come here at once: roles are common to a cluster.
pub(super) async fn ensure(url: &str) {
    let options = PostgresOptions { pool: 1, ..PostgresOptions::default() };
    let store = Store::postgres(url, "public", "testkit", options).await.expect("the server can be reached");
    let tx = store.begin_write(Deadline::after(Duration::from_secs(30))).await.expect("a transaction");
    let script = format!(
        "SELECT pg_advisory_xact_lock(hashtextextended('o2c test roles', 0));
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN CREATE ROLE {OWNER} LOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{RUNNING}') THEN CREATE ROLE {RUNNING} LOGIN; END IF;
    IF NOT has_database_privilege('{OWNER}', current_database(), 'CREATE') THEN
        EXECUTE format('GRANT CREATE ON DATABASE %I TO {OWNER}', current_database());
    END IF;
END $$;"
    );
    tx.connection().execute_unprepared(&script).await.expect("the roles can be made");
    tx.commit().await.expect("the roles can be made");
    store.close().await;
}
