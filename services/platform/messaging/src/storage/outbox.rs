//! The system of record: what this service has stated.

use std::sync::Arc;

use bytes::Bytes;
use o2c_kernel::{Instant, TenantId};
use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::{DbErr, QueryResult};
use uuid::Uuid;

use super::{
    entities,
    unpublished::{self, Run},
};
use crate::envelope::Envelope;

pub(crate) use entities::outbox::Model as Row;

const COLUMNS: &str = "SELECT position, tenant, event_id, aggregate_type, aggregate_id, sequence, type, payload, \
                       traceparent, incarnation, occurred_at FROM ";
const COLUMNS_OF_RUN: &str = "SELECT position, tenant, event_id, aggregate_type, aggregate_id, sequence, type, payload, \
                              traceparent, incarnation, occurred_at, first_position, last_position FROM ";

/// Writes the facts of a command, to be published. Their positions rise in the order given.
pub(crate) async fn insert(tx: &Tx, rows: Vec<Row>, now: Instant) -> Result<(), StoreError> {
    let positions = set::insert_numbered::<entities::outbox::Entity>(tx, rows).await?;
    unpublished::insert(tx, &positions, now).await
}

/// Writes facts that others have already: they are on record, and not to be published.
pub(crate) async fn insert_published(tx: &Tx, rows: Vec<Row>) -> Result<(), StoreError> {
    set::insert_numbered::<entities::outbox::Entity>(tx, rows).await.map(|_| ())
}

/// Unpublished rows from one position to another, in order, and others of the same runs. By run: between two of them may
/// lie a million rows that are published.
pub(crate) async fn unpublished_between(
    tx: &Tx,
    producer: &Arc<str>,
    from: i64,
    to: i64,
) -> Result<Vec<(i64, Envelope)>, StoreError> {
    let sql = Sql::new(COLUMNS)
        .push("outbox_unpublished CROSS JOIN outbox WHERE position >= first_position AND position <= last_position")
        .push(" AND first_position <= ")
        .bind(to)
        .push(" AND last_position >= ")
        .bind(from)
        .push(" ORDER BY position");
    envelopes(sql, tx, producer).await
}

/// Unpublished rows of the lowest positions, each with its run: in one statement, for a few of them.
pub(crate) async fn first_unpublished(
    tx: &Tx,
    producer: &Arc<str>,
    limit: i64,
) -> Result<Vec<(Run, (i64, Envelope))>, StoreError> {
    let sql = Sql::new(COLUMNS_OF_RUN)
        .push("(SELECT first_position, last_position FROM outbox_unpublished ORDER BY first_position LIMIT ")
        .bind(limit)
        .push(
            ") AS run CROSS JOIN outbox WHERE position >= first_position AND position <= last_position \
             ORDER BY position LIMIT ",
        )
        .bind(limit);
    let found = |row: &QueryResult| -> Result<(Run, (i64, Envelope)), StoreError> {
        Ok((row.try_get_by_index::<i64>(11)?..=row.try_get_by_index::<i64>(12)?, envelope(row, producer)?))
    };
    sql.rows(tx).await?.iter().map(found).collect()
}

/// Rows after a position.
pub(crate) async fn after(
    tx: &Tx,
    producer: &Arc<str>,
    position: i64,
    limit: i64,
) -> Result<Vec<(i64, Envelope)>, StoreError> {
    let sql =
        Sql::new(COLUMNS).push("outbox WHERE position > ").bind(position).push(" ORDER BY position LIMIT ").bind(limit);
    envelopes(sql, tx, producer).await
}

/// Which fact stands at a position.
pub(crate) async fn event_at(tx: &Tx, position: i64) -> Result<Option<Uuid>, StoreError> {
    let rows = Sql::new("SELECT event_id FROM outbox WHERE position = ").bind(position).rows(tx).await?;
    Ok(rows.first().map(|row| row.try_get_by_index(0)).transpose()?)
}

/// The highest position; 0 where there is none.
pub(crate) async fn last_position(tx: &Tx) -> Result<i64, StoreError> {
    let rows = Sql::new("SELECT COALESCE(MAX(position), 0) FROM outbox").rows(tx).await?;
    Ok(rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// The first row at a position or behind it, and when it was recorded.
pub(crate) async fn recorded_from(tx: &Tx, position: i64) -> Result<Option<(i64, Instant)>, StoreError> {
    let sql = Sql::new("SELECT position, recorded_at FROM outbox WHERE position >= ")
        .bind(position)
        .push(" ORDER BY position LIMIT 1");
    let rows = sql.rows(tx).await?;
    let read = |row: &QueryResult| -> Result<(i64, Instant), DbErr> {
        Ok((row.try_get_by_index(0)?, Instant::from_micros(row.try_get_by_index(1)?)))
    };
    Ok(rows.first().map(read).transpose()?)
}

/// Facts of one aggregate after a sequence.
pub(crate) async fn of_aggregate(
    tx: &Tx,
    producer: &Arc<str>,
    tenant: &TenantId,
    aggregate_id: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Envelope)>, StoreError> {
    let sql = Sql::new(COLUMNS)
        .push("outbox WHERE tenant = ")
        .bind(tenant.as_str())
        .push(" AND aggregate_id = ")
        .bind(aggregate_id)
        .push(" AND sequence > ")
        .bind(after)
        .push(" ORDER BY sequence LIMIT ")
        .bind(limit);
    envelopes(sql, tx, producer).await
}

/// Deletes published rows of before `before`, among the `limit` oldest: bounded work even where nothing is due.
pub(crate) async fn delete_published_before(tx: &Tx, before: Instant, limit: i64) -> Result<u64, StoreError> {
    let first_unpublished = unpublished::first(tx).await?.unwrap_or(i64::MAX);
    Sql::new("DELETE FROM outbox WHERE position IN (SELECT position FROM (SELECT position, recorded_at FROM outbox ")
        .push("ORDER BY position LIMIT ")
        .bind(limit)
        .push(") AS oldest WHERE recorded_at < ")
        .bind(before.micros())
        .push(" AND position < ")
        .bind(first_unpublished)
        .push(")")
        .execute(tx)
        .await
}

async fn envelopes(sql: Sql, tx: &Tx, producer: &Arc<str>) -> Result<Vec<(i64, Envelope)>, StoreError> {
    sql.rows(tx).await?.iter().map(|row| envelope(row, producer)).collect()
}

fn envelope(row: &QueryResult, producer: &Arc<str>) -> Result<(i64, Envelope), StoreError> {
    let envelope = Envelope {
        producer: Arc::clone(producer),
        tenant: tenant(&row.try_get_by_index::<String>(1)?)?,
        event_id: row.try_get_by_index(2)?,
        aggregate_type: Arc::from(row.try_get_by_index::<String>(3)?),
        aggregate_id: row.try_get_by_index(4)?,
        sequence: row.try_get_by_index(5)?,
        type_name: Arc::from(row.try_get_by_index::<String>(6)?),
        payload: Bytes::from(row.try_get_by_index::<Vec<u8>>(7)?),
        traceparent: row.try_get_by_index::<Option<String>>(8)?.map(Arc::from),
        incarnation: row.try_get_by_index(9)?,
        occurred_at: Instant::from_micros(row.try_get_by_index(10)?),
    };
    Ok((row.try_get_by_index(0)?, envelope))
}

/// A tenant as the database has it.
pub(crate) fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|error| DbErr::Type(format!("tenant {name:?}: {error}")).into())
}
