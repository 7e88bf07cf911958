//! What a consumer knows of a producer's facts: how far it has come with them, and which it holds whole.

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};
use uuid::Uuid;

use super::outbox;
use crate::head::Head;

/// Up to where it has taken each aggregate in, after the given key, in key order. The key begins with the tenant, so the
/// other producers' cursors of a page are passed over, and none is read twice.
pub(crate) async fn taken_in(
    tx: &Tx,
    consumer: &str,
    producer: &str,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<Head>, StoreError> {
    let sql = Sql::new("SELECT tenant, aggregate_id, last_sequence FROM consumer_cursor WHERE consumer = ")
        .bind(consumer)
        .push(" AND producer = ")
        .bind(producer);
    heads(behind_key(sql, after).push(" ORDER BY tenant, aggregate_id LIMIT ").bind(limit), tx).await
}

/// The last fact that it holds of each aggregate, parked or dead.
pub(crate) async fn holds(
    tx: &Tx,
    consumer: &str,
    producer: &str,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<Head>, StoreError> {
    let of = |sql: Sql, table: &str| {
        let sql = sql.push("SELECT tenant, aggregate_id, sequence FROM ").push(table).push(" WHERE consumer = ");
        behind_key(sql.bind(consumer).push(" AND producer = ").bind(producer), after)
    };
    let sql = of(Sql::new("SELECT tenant, aggregate_id, MAX(sequence) FROM ("), "parked_event").push(" UNION ALL ");
    let sql =
        of(sql, "dead_letter").push(") AS held GROUP BY tenant, aggregate_id ORDER BY tenant, aggregate_id LIMIT ");
    heads(sql.bind(limit), tx).await
}

/// The facts of an aggregate that it holds, as they were encoded, in the order of their sequences.
pub(crate) async fn held(
    tx: &Tx,
    consumer: &str,
    producer: &str,
    tenant: &TenantId,
    aggregate: Uuid,
    after: i64,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let of = |sql: Sql, table: &str| {
        sql.push("SELECT sequence, envelope FROM ")
            .push(table)
            .push(" WHERE tenant = ")
            .bind(tenant.as_str())
            .push(" AND consumer = ")
            .bind(consumer)
            .push(" AND producer = ")
            .bind(producer)
            .push(" AND aggregate_id = ")
            .bind(aggregate)
            .push(" AND sequence > ")
            .bind(after)
    };
    let sql = of(Sql::new("SELECT sequence, envelope FROM ("), "parked_event").push(" UNION ALL ");
    let rows = of(sql, "dead_letter").push(") AS held ORDER BY sequence").rows(tx).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(1)?)).collect()
}

fn behind_key(sql: Sql, after: Option<(&str, Uuid)>) -> Sql {
    match after {
        None => sql,
        Some((tenant, aggregate)) => sql.push(" AND (tenant, aggregate_id) > ").row([tenant.into(), aggregate.into()]),
    }
}

async fn heads(sql: Sql, tx: &Tx) -> Result<Vec<Head>, StoreError> {
    let rows = sql.rows(tx).await?;
    rows.iter()
        .map(|row| {
            Ok(Head {
                tenant: outbox::tenant(&row.try_get_by_index::<String>(0)?)?,
                aggregate_id: row.try_get_by_index(1)?,
                last_sequence: row.try_get_by_index(2)?,
            })
        })
        .collect()
}
