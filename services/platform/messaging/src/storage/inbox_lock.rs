//! One inbox transaction at a time per database.
//!
//! SQLite has one writer anyway. On PostgreSQL it is this lock that keeps two takers of a first fact (which has no
//! cursor row to lock) from both taking it, and a wait from being parked just after what it waits for was taken in.
//! Where one inbox is not enough, the name grows by the partition.

use o2c_store::{Engine, Sql, StoreError, Tx};

pub(crate) async fn lock(tx: &Tx) -> Result<(), StoreError> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            Sql::new("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended('o2c-inbox:' || current_schema(), 0))) AS locked")
                .rows(tx)
                .await
                .map(|_| ())
        }
    }
}
