//! Which days are open (ARL-7).

use o2c_kernel::{Call, Date, TenantId};
use o2c_store::{Engine, Sql, StoreError, Tx};
use sea_orm::Value;

use super::read;
use crate::domain::Books;

/// The books as they are, held so to the end of this transaction: nobody closes a period under a posting.
///
/// SQLite's writer is alone. On PostgreSQL the row is shared by all who post; whoever closes waits for them.
pub async fn hold_books(tx: &Tx, tenant: &TenantId) -> Result<Books, StoreError> {
    let lock = if tx.engine() == Engine::Postgres { " FOR SHARE" } else { "" };
    if let Some(books) = find(tx, tenant, lock).await? {
        return Ok(books);
    }
    if tx.engine() == Engine::Postgres {
        // a row that is not there cannot be held: the first posting of a tenant makes it
        ensure(tx, tenant).await?;
        return Ok(find(tx, tenant, lock).await?.unwrap_or_default());
    }
    Ok(Books::default())
}

/// The books, for closing them: alone with them, after whoever holds them.
pub async fn lock_books(tx: &Tx, tenant: &TenantId) -> Result<Books, StoreError> {
    ensure(tx, tenant).await?;
    let lock = if tx.engine() == Engine::Postgres { " FOR UPDATE" } else { "" };
    Ok(find(tx, tenant, lock).await?.unwrap_or_default())
}

/// Closes books that are locked. What was posted before has a lower position than what comes after.
pub async fn close(tx: &Tx, call: &Call, through: Date) -> Result<(), StoreError> {
    let tenant = call.tenant().as_str();
    Sql::new("UPDATE books SET closed_through = $2, version = version + 1 WHERE tenant = $1")
        .with([Value::from(tenant), Value::from(through.days())])
        .execute(tx)
        .await?;
    Sql::new(
        "INSERT INTO closing (tenant, closed_through, last_position, closed_by, closed_at) \
         SELECT $1, $2, COALESCE(MAX(position), 0), $3, $4 FROM journal_entry WHERE tenant = $1",
    )
    .with([
        Value::from(tenant),
        Value::from(through.days()),
        Value::from(call.principal().as_str()),
        Value::from(call.now().micros()),
    ])
    .execute(tx)
    .await
    .map(drop)
}

async fn ensure(tx: &Tx, tenant: &TenantId) -> Result<(), StoreError> {
    Sql::new("INSERT INTO books (tenant, closed_through, version) VALUES ($1, NULL, 1) ON CONFLICT (tenant) DO NOTHING")
        .with([Value::from(tenant.as_str())])
        .execute(tx)
        .await
        .map(drop)
}

async fn find(tx: &Tx, tenant: &TenantId, lock: &str) -> Result<Option<Books>, StoreError> {
    let sql = format!("SELECT closed_through FROM books WHERE tenant = $1{lock}");
    let rows = Sql::new(&sql).with([Value::from(tenant.as_str())]).rows(tx).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let days: Option<i32> = row.try_get("", "closed_through")?;
    Ok(Some(Books { closed_through: days.map(read::date).transpose()? }))
}
