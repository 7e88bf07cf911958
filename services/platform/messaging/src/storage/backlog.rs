//! Counts over what is under way; each reads an index that holds only that.

use o2c_store::{StoreError, Tx};

use super::sql::Sql;

pub(crate) async fn unpublished(tx: &Tx) -> Result<i64, StoreError> {
    count(tx, "SELECT COUNT(*) FROM outbox WHERE published_at IS NULL").await
}

pub(crate) async fn parked(tx: &Tx) -> Result<i64, StoreError> {
    count(tx, "SELECT COUNT(*) FROM parked_event").await
}

pub(crate) async fn open_dead_letters(tx: &Tx) -> Result<i64, StoreError> {
    count(tx, "SELECT COUNT(*) FROM dead_letter WHERE state = 'OPEN'").await
}

pub(crate) async fn last_position(tx: &Tx) -> Result<i64, StoreError> {
    count(tx, "SELECT MAX(position) FROM outbox").await
}

async fn count(tx: &Tx, sql: &str) -> Result<i64, StoreError> {
    Ok(Sql::new(sql).single::<i64>(tx).await?.unwrap_or(0))
}
