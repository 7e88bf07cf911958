//! The name of this database: made once, and anew when it was restored and has taken back what it had stated since.

use o2c_kernel::Instant;
use o2c_store::{Sql, StoreError, Tx};
use uuid::Uuid;

/// The incarnation; `proposed` becomes it where there is none.
pub(crate) async fn ensure(tx: &Tx, proposed: Uuid, now: Instant) -> Result<Uuid, StoreError> {
    Sql::new("INSERT INTO incarnation (singleton, id, created_at) VALUES (1, ")
        .bind(proposed)
        .push(", ")
        .bind(now.micros())
        .push(") ON CONFLICT (singleton) DO NOTHING")
        .execute(tx)
        .await?;
    let id = Sql::new("SELECT id FROM incarnation WHERE singleton = 1").single(tx).await?;
    Ok(id.unwrap_or(proposed))
}

/// Gives the database another name.
pub(crate) async fn begin(tx: &Tx, id: Uuid, now: Instant) -> Result<(), StoreError> {
    Sql::new("UPDATE incarnation SET id = ")
        .bind(id)
        .push(", created_at = ")
        .bind(now.micros())
        .push(" WHERE singleton = 1")
        .execute(tx)
        .await
        .map(|_| ())
}
