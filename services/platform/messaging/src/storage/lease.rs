//! Who may publish. Machine time.

use o2c_kernel::Instant;
use o2c_store::{StoreError, Tx};
use uuid::Uuid;

use super::sql::Sql;

/// Takes the lease or renews it; false where another holds it.
pub(crate) async fn take(
    tx: &Tx,
    name: &str,
    holder: Uuid,
    now: Instant,
    expires_at: Instant,
) -> Result<bool, StoreError> {
    let rows = Sql::new("INSERT INTO lease (name, holder, expires_at) VALUES ")
        .row([name.into(), holder.into(), expires_at.micros().into()])
        .push(" ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at ")
        .push("WHERE lease.holder = excluded.holder OR lease.expires_at < ")
        .bind(now.micros())
        .execute(tx)
        .await?;
    Ok(rows == 1)
}

/// Gives the lease back, if it is still ours.
pub(crate) async fn release(tx: &Tx, name: &str, holder: Uuid) -> Result<(), StoreError> {
    Sql::new("DELETE FROM lease WHERE name = ")
        .bind(name)
        .push(" AND holder = ")
        .bind(holder)
        .execute(tx)
        .await
        .map(|_| ())
}
