//! Gapless numbers, such as those of invoices: a number is taken in the transaction that uses it, and given back when
//! that one is rolled back.

use std::sync::Arc;

use o2c_kernel::TenantId;
use sea_orm::Value;

use crate::engine::Engine;
use crate::error::StoreError;
use crate::tx::Tx;

/// Takes the next `count` numbers of a series and returns the first of them; a series starts at 1. Its row stays locked
/// to the end of the transaction, so take numbers late and all at once.
///
/// # Errors
/// Those of the database.
pub async fn counter_block(tx: &Tx, tenant: &TenantId, series: &str, count: u32) -> Result<i64, StoreError> {
    let count = i64::from(count);
    let sql = match tx.engine() {
        Engine::Sqlite => {
            "INSERT INTO number_series (tenant, series, next) VALUES (?1, ?2, 1 + ?3) \
             ON CONFLICT (tenant, series) DO UPDATE SET next = number_series.next + ?3 RETURNING next"
        }
        Engine::Postgres => {
            "INSERT INTO number_series (tenant, series, next) VALUES ($1, $2, 1 + $3) \
             ON CONFLICT (tenant, series) DO UPDATE SET next = number_series.next + $3 RETURNING next"
        }
    };
    let values = vec![Value::from(tenant.as_str()), Value::from(series), Value::from(count)];
    let rows = tx.raw().query_text(Arc::from(sql), values).await?;
    let row = rows.first().ok_or(StoreError::LostRace { table: "number_series" })?;
    let next: i64 = row.try_get("", "next")?;
    Ok(next.saturating_sub(count))
}

/// Gives the numbers of a series up to this one out no more: documents carry them that a restored database does not have.
///
/// # Errors
/// Those of the database.
pub async fn counter_raise(tx: &Tx, tenant: &TenantId, series: &str, last: i64) -> Result<(), StoreError> {
    let sql = match tx.engine() {
        Engine::Sqlite => {
            "INSERT INTO number_series (tenant, series, next) VALUES (?1, ?2, 1 + ?3) \
             ON CONFLICT (tenant, series) DO UPDATE SET next = MAX(number_series.next, excluded.next) RETURNING next"
        }
        Engine::Postgres => {
            "INSERT INTO number_series (tenant, series, next) VALUES ($1, $2, 1 + $3) \
             ON CONFLICT (tenant, series) DO UPDATE SET next = GREATEST(number_series.next, excluded.next) \
             RETURNING next"
        }
    };
    let values = vec![Value::from(tenant.as_str()), Value::from(series), Value::from(last)];
    tx.raw().query_text(Arc::from(sql), values).await?;
    Ok(())
}
