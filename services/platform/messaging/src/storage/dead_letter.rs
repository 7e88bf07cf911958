//! Facts that failed for good; each blocks its aggregate until a person decides.

use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::entities;

pub(crate) use entities::dead_letter::Model as Row;

pub(crate) const OPEN: &str = "OPEN";
pub(crate) const DISCARDED: &str = "DISCARDED";

const COLUMNS: &str = "SELECT tenant, consumer, event_id, producer, aggregate_type, aggregate_id, sequence, type, \
                       envelope, reason, tries, failed_at, state, discard_reason FROM dead_letter";

/// Inserts or replaces.
pub(crate) async fn save(tx: &Tx, rows: Vec<Row>) -> Result<(), StoreError> {
    set::upsert::<entities::dead_letter::Entity>(tx, rows).await
}

pub(crate) async fn delete(tx: &Tx, consumer: &str, tenant: &str, event: Uuid) -> Result<u64, StoreError> {
    Sql::new("DELETE FROM dead_letter WHERE tenant = ")
        .bind(tenant)
        .push(" AND consumer = ")
        .bind(consumer)
        .push(" AND event_id = ")
        .bind(event)
        .execute(tx)
        .await
}

/// One dead letter, open or discarded.
pub(crate) async fn find(tx: &Tx, consumer: &str, tenant: &str, event: Uuid) -> Result<Option<Row>, StoreError> {
    Ok(rows(of_consumer(consumer, tenant).push(" AND event_id = ").bind(event), tx).await?.pop())
}

/// Open dead letters of a tenant, after an event id.
pub(crate) async fn page(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let sql = of_consumer(consumer, tenant)
        .push(" AND state = 'OPEN' AND event_id > ")
        .bind(after.unwrap_or(Uuid::nil()))
        .push(" ORDER BY event_id LIMIT ")
        .bind(limit);
    rows(sql, tx).await
}

fn of_consumer(consumer: &str, tenant: &str) -> Sql {
    Sql::new(COLUMNS).push(" WHERE tenant = ").bind(tenant).push(" AND consumer = ").bind(consumer)
}

async fn rows(sql: Sql, tx: &Tx) -> Result<Vec<Row>, StoreError> {
    sql.rows(tx).await?.iter().map(row).collect()
}

fn row(row: &QueryResult) -> Result<Row, StoreError> {
    Ok(Row {
        tenant: row.try_get_by_index(0)?,
        consumer: row.try_get_by_index(1)?,
        event_id: row.try_get_by_index(2)?,
        producer: row.try_get_by_index(3)?,
        aggregate_type: row.try_get_by_index(4)?,
        aggregate_id: row.try_get_by_index(5)?,
        sequence: row.try_get_by_index(6)?,
        type_name: row.try_get_by_index(7)?,
        envelope: row.try_get_by_index(8)?,
        reason: row.try_get_by_index(9)?,
        tries: row.try_get_by_index(10)?,
        failed_at: row.try_get_by_index(11)?,
        state: row.try_get_by_index(12)?,
        discard_reason: row.try_get_by_index(13)?,
    })
}
