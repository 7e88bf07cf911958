//! Facts that a consumer holds back: the head of a stream that waits or failed, and all that came behind it.

use std::collections::HashMap;

use o2c_kernel::Instant;
use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{entities, stream::Stream};

pub(crate) use entities::parked_event::Model as Row;

const COLUMNS: &str = "SELECT tenant, consumer, event_id, producer, aggregate_type, aggregate_id, sequence, envelope, \
                       waits_for, due_at, tries, parked_at FROM parked_event";

/// Inserts or replaces.
pub(crate) async fn save(tx: &Tx, rows: Vec<Row>) -> Result<(), StoreError> {
    set::upsert::<entities::parked_event::Entity>(tx, rows).await
}

/// Inserts what is not there: a fact that came twice is held once, as it is.
pub(crate) async fn insert_new(tx: &Tx, rows: Vec<Row>) -> Result<u64, StoreError> {
    set::insert_ignoring_conflicts::<entities::parked_event::Entity>(tx, rows).await
}

/// Removes facts of one tenant that were taken in.
pub(crate) async fn delete(tx: &Tx, consumer: &str, tenant: &str, events: &[Uuid]) -> Result<(), StoreError> {
    for slice in events.chunks(Sql::LONGEST_LIST) {
        Sql::new("DELETE FROM parked_event WHERE tenant = ")
            .bind(tenant)
            .push(" AND consumer = ")
            .bind(consumer)
            .push(" AND event_id IN ")
            .list(slice)
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// What is held of one stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    /// The lowest sequence held.
    pub(crate) first: i64,
    /// How many facts are held.
    pub(crate) count: i64,
}

/// What is held of these streams, parked or dead.
pub(crate) async fn held(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    streams: &[Stream],
) -> Result<HashMap<Stream, Held>, StoreError> {
    let mut found = HashMap::new();
    for slice in streams.chunks(Sql::LONGEST_LIST) {
        let of_asked = |sql: Sql| {
            sql.push(" WHERE tenant = ")
                .bind(tenant)
                .push(" AND consumer = ")
                .bind(consumer)
                .push(" AND producer = asked.column1 AND aggregate_id = asked.column2")
        };
        let sql = of_asked(Sql::new("SELECT asked.column1, asked.column2, (SELECT MIN(sequence) FROM parked_event"));
        let sql = of_asked(sql.push("), (SELECT COUNT(*) FROM parked_event"));
        let sql = of_asked(sql.push("), (SELECT MIN(sequence) FROM dead_letter")).push(" AND state = 'OPEN') FROM ");
        for row in Stream::asked(sql, slice).rows(tx).await? {
            let (parked, dead) = (row.try_get_by_index::<Option<i64>>(2)?, row.try_get_by_index::<Option<i64>>(4)?);
            if let Some(first) = parked.into_iter().chain(dead).min() {
                // a dead letter blocks its stream: there is one at most
                let count = row.try_get_by_index::<i64>(3)? + i64::from(dead.is_some());
                found.insert(Stream::read(&row)?, Held { first, count });
            }
        }
    }
    Ok(found)
}

/// Which of these aggregates somebody waits for, whoever states their facts.
pub(crate) async fn awaited(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    aggregates: &[Uuid],
) -> Result<Vec<Uuid>, StoreError> {
    let mut found = Vec::new();
    for slice in aggregates.chunks(Sql::LONGEST_LIST) {
        let sql = Sql::new("SELECT asked.column1, (SELECT 1 FROM parked_event WHERE tenant = ")
            .bind(tenant)
            .push(" AND consumer = ")
            .bind(consumer)
            .push(" AND waits_for = asked.column1 LIMIT 1) FROM ")
            .asked(slice);
        for row in sql.rows(tx).await? {
            if row.try_get_by_index::<Option<i32>>(1)?.is_some() {
                found.push(row.try_get_by_index(0)?);
            }
        }
    }
    Ok(found)
}

/// Who waits for an aggregate of any producer, in the order in which the facts were stated (event ids are of version 7).
pub(crate) async fn waiting_for(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    aggregate: Uuid,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let sql = of_consumer(consumer, tenant)
        .push(" AND waits_for = ")
        .bind(aggregate)
        .push(" ORDER BY event_id LIMIT ")
        .bind(limit);
    rows(sql, tx).await
}

/// What is parked of a stream after a sequence.
pub(crate) async fn of_aggregate(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    stream: &Stream,
    after: i64,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let sql = of_consumer(consumer, tenant)
        .push(" AND producer = ")
        .bind(stream.producer.as_ref())
        .push(" AND aggregate_id = ")
        .bind(stream.aggregate_id)
        .push(" AND sequence > ")
        .bind(after)
        .push(" ORDER BY sequence LIMIT ")
        .bind(limit);
    rows(sql, tx).await
}

/// Makes due who waits for the aggregate of a stream, and the fact of the stream itself that comes next. Each side of the OR
/// names its whole index: with the common part taken out, SQLite would read all that the consumer has parked.
pub(crate) async fn wake_later(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    stream: &Stream,
    next: i64,
    now: Instant,
) -> Result<u64, StoreError> {
    Sql::new("UPDATE parked_event SET due_at = ")
        .bind(now.micros())
        .push(" WHERE (tenant = ")
        .bind(tenant)
        .push(" AND consumer = ")
        .bind(consumer)
        .push(" AND waits_for = ")
        .bind(stream.aggregate_id)
        .push(") OR (tenant = ")
        .bind(tenant)
        .push(" AND consumer = ")
        .bind(consumer)
        .push(" AND producer = ")
        .bind(stream.producer.as_ref())
        .push(" AND aggregate_id = ")
        .bind(stream.aggregate_id)
        .push(" AND sequence = ")
        .bind(next)
        .push(")")
        .execute(tx)
        .await
}

/// Makes due who waits for one of these aggregates.
pub(crate) async fn wake_waiting(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    aggregates: &[Uuid],
    now: Instant,
) -> Result<u64, StoreError> {
    let mut woken = 0;
    for slice in aggregates.chunks(Sql::LONGEST_LIST) {
        woken += Sql::new("UPDATE parked_event SET due_at = ")
            .bind(now.micros())
            .push(" WHERE tenant = ")
            .bind(tenant)
            .push(" AND consumer = ")
            .bind(consumer)
            .push(" AND waits_for IN ")
            .list(slice)
            .execute(tx)
            .await?;
    }
    Ok(woken)
}

/// Makes due what has waited since before `before`: a guard against a wait for something that came another way.
pub(crate) async fn wake_old(
    tx: &Tx,
    consumer: &str,
    before: Instant,
    now: Instant,
    limit: i64,
) -> Result<u64, StoreError> {
    let old = Sql::new("SELECT tenant, event_id FROM parked_event WHERE waits_for IS NOT NULL AND due_at IS NULL ")
        .push("AND consumer = ")
        .bind(consumer)
        .push(" AND parked_at < ")
        .bind(before.micros())
        .push(" ORDER BY parked_at, event_id LIMIT ")
        .bind(limit);
    let mut woken = 0;
    for row in old.rows(tx).await? {
        woken += Sql::new("UPDATE parked_event SET due_at = ")
            .bind(now.micros())
            .push(" WHERE tenant = ")
            .bind(row.try_get_by_index::<String>(0)?)
            .push(" AND consumer = ")
            .bind(consumer)
            .push(" AND event_id = ")
            .bind(row.try_get_by_index::<Uuid>(1)?)
            .execute(tx)
            .await?;
    }
    Ok(woken)
}

/// What is due of these producers, in the order in which it was stated: what is so by now, and what is due behind the
/// farthest that could be. That was written by a clock that was put back since.
pub(crate) async fn due(
    tx: &Tx,
    consumer: &str,
    producers: &[&'static str],
    now: Instant,
    farthest: Instant,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let sql = Sql::new(COLUMNS)
        .push(" WHERE consumer = ")
        .bind(consumer)
        .push(" AND (due_at <= ")
        .bind(now.micros())
        .push(" OR due_at > ")
        .bind(farthest.micros())
        .push(") AND producer IN ")
        .list(producers)
        .push(" ORDER BY event_id LIMIT ")
        .bind(limit);
    rows(sql, tx).await
}

/// When something of these producers is due next.
pub(crate) async fn next_due(
    tx: &Tx,
    consumer: &str,
    producers: &[&'static str],
) -> Result<Option<Instant>, StoreError> {
    let sql = Sql::new("SELECT MIN(due_at) FROM parked_event WHERE due_at IS NOT NULL AND consumer = ")
        .bind(consumer)
        .push(" AND producer IN ")
        .list(producers);
    Ok(sql.single::<i64>(tx).await?.map(Instant::from_micros))
}

/// One parked fact.
pub(crate) async fn find(tx: &Tx, consumer: &str, tenant: &str, event: Uuid) -> Result<Option<Row>, StoreError> {
    Ok(rows(of_consumer(consumer, tenant).push(" AND event_id = ").bind(event), tx).await?.pop())
}

/// Parked facts of a tenant, after an event id.
pub(crate) async fn page(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let sql = of_consumer(consumer, tenant)
        .push(" AND event_id > ")
        .bind(after.unwrap_or(Uuid::nil()))
        .push(" ORDER BY event_id LIMIT ")
        .bind(limit);
    rows(sql, tx).await
}

/// When the oldest fact that still waits was parked.
pub(crate) async fn oldest(tx: &Tx, consumer: &str) -> Result<Option<Instant>, StoreError> {
    let sql = Sql::new("SELECT MIN(parked_at) FROM parked_event WHERE consumer = ").bind(consumer);
    Ok(sql.single::<i64>(tx).await?.map(Instant::from_micros))
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
        envelope: row.try_get_by_index(7)?,
        waits_for: row.try_get_by_index(8)?,
        due_at: row.try_get_by_index(9)?,
        tries: row.try_get_by_index(10)?,
        parked_at: row.try_get_by_index(11)?,
    })
}
