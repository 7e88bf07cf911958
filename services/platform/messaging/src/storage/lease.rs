//! Who may do what only one may do at a time. Machine time.

use std::time::Duration;

use o2c_kernel::Instant;
use o2c_store::{Sql, StoreError, Tx};
use uuid::Uuid;

/// A lease that has not run out is respected only if it ends within so many of its lengths: what ends later was written
/// by a clock that was put back since, and would hold everybody up until that time comes.
const CREDIBLE: u32 = 2;

/// Takes the lease from now on for so long, or renews it; false where another holds it.
pub(crate) async fn take(
    tx: &Tx,
    name: &str,
    holder: Uuid,
    now: Instant,
    length: Duration,
) -> Result<bool, StoreError> {
    let expires_at = now.plus(length);
    let rows = Sql::new("INSERT INTO lease (name, holder, expires_at) VALUES ")
        .row([name.into(), holder.into(), expires_at.micros().into()])
        .push(" ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at ")
        .push("WHERE lease.holder = excluded.holder OR lease.expires_at < ")
        .bind(now.micros())
        .push(" OR lease.expires_at > ")
        .bind(now.plus(length * CREDIBLE).micros())
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

/// Frees all of them.
pub(crate) async fn free_all(tx: &Tx) -> Result<(), StoreError> {
    Sql::new("DELETE FROM lease").execute(tx).await.map(drop)
}

/// The names that begin so of leases that have not run out, in order. The others are removed: a holder's own name comes
/// with it and never again.
pub(crate) async fn live(tx: &Tx, beginning: &str, now: Instant, length: Duration) -> Result<Vec<String>, StoreError> {
    let pattern = format!("{beginning}%");
    Sql::new("DELETE FROM lease WHERE name LIKE ")
        .bind(pattern.as_str())
        .push(" AND (expires_at < ")
        .bind(now.micros())
        .push(" OR expires_at > ")
        .bind(now.plus(length * CREDIBLE).micros())
        .push(")")
        .execute(tx)
        .await?;
    let rows = Sql::new("SELECT name FROM lease WHERE name LIKE ").bind(pattern).rows(tx).await?;
    let names: Result<Vec<String>, StoreError> = rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect();
    // in our order: that of the engines differs, and with it who has the larger part
    names.map(|mut names| {
        names.sort();
        names
    })
}
