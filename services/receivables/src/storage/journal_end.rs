//! How far the journal can be read by position. A position is given when an entry is written, and the entry is seen when it
//! commits: on PostgreSQL of two that write at once the later one may commit first, and who reads on behind it never sees
//! the other.
//!
//! So whoever posts says before it takes a position that it will take none up to the last one that it sees: in the name of a
//! lock that it shares with everybody and holds to its end. Who reads looks at the locks that are held, waits for nobody, and
//! ends before what may still come. SQLite has one writer, so positions commit in their order.

use o2c_kernel::TenantId;
use o2c_store::{Engine, Sql, StoreError, Tx};

/// The lower 48 bits of a lock's name are the position, the 15 above are of the schema and the tenant. Tenants that have those
/// in common end their pages early while the other posts.
const NAME: &str = "(hashtextextended('o2c-journal:' || current_schema() || ':' || $1, 0) & 32767)";

/// Says where this transaction's entries begin. Before the first of them is written.
pub async fn begin(tx: &Tx, tenant: &TenantId) -> Result<(), StoreError> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            let sql = format!(
                "SELECT 1 FROM (SELECT pg_advisory_xact_lock_shared(({NAME} << 48) | \
                 (SELECT COALESCE(MAX(position), 0) FROM journal_entry WHERE tenant = $1))) AS locked"
            );
            Sql::new(&sql).with([tenant.as_str().into()]).rows(tx).await.map(drop)
        }
    }
}

/// The last position up to which nothing comes any more; none where everything that is there may be read.
///
/// Ask it in a transaction of its own, before the snapshot that the entries are read in: who has ended by then is seen there.
/// The highest position that this statement sees was taken before it looks at the locks; what was taken before that one is
/// seen too, or its lock still is.
pub async fn end(tx: &Tx, tenant: &TenantId) -> Result<Option<i64>, StoreError> {
    match tx.engine() {
        Engine::Sqlite => Ok(None),
        Engine::Postgres => {
            let sql = format!(
                "SELECT COALESCE(LEAST((SELECT MAX(position) FROM journal_entry WHERE tenant = $1), \
                 (SELECT MIN(((classid::BIGINT & 65535) << 32) | objid::BIGINT) FROM pg_locks \
                 WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND classid::BIGINT >> 16 = {NAME} \
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))), 0)"
            );
            Ok(Some(Sql::new(&sql).with([tenant.as_str().into()]).single::<i64>(tx).await?.unwrap_or(0)))
        }
    }
}
