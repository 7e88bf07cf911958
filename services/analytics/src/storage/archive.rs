//! The archive of all facts. Append-only, but that persons are forgotten in it.

use o2c_kernel::{Instant, TenantId};
use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    archive_index,
    entities::archived_event::{Column, Entity, Model},
    values::{date, tenant as tenant_of},
};
use crate::domain::ArchivedEvent;

pub use super::archive_index::last_offset;

/// Which facts a list has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    pub aggregate: Option<Uuid>,
    pub type_name: Option<String>,
}

/// Writes a set, in the order given.
pub async fn insert(tx: &Tx, events: Vec<ArchivedEvent>) -> Result<(), StoreError> {
    if set::insert::<Entity>(tx, events.into_iter().map(row)).await? > 0 {
        archive_index::extend(tx).await?;
    }
    Ok(())
}

/// Offsets after one, with the size of each payload: a page is cut by what it weighs before it is read.
pub async fn sizes(
    tx: &Tx,
    tenant: &TenantId,
    filter: &EventFilter,
    after: i64,
    limit: u64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let Some(aggregate) = filter.aggregate else {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        return archive_index::sizes(tx, tenant, filter.type_name.as_deref(), after, limit).await;
    };
    let mut sql =
        Sql::new("SELECT archive_offset, CAST(LENGTH(payload) AS BIGINT) FROM archived_event WHERE tenant = ")
            .bind(tenant.as_str())
            .push(" AND aggregate_id = ")
            .bind(aggregate);
    if let Some(type_name) = &filter.type_name {
        sql = sql.push(" AND type = ").bind(type_name.as_str());
    }
    let sql = sql.push(" AND archive_offset > ").bind(after).push(" ORDER BY archive_offset LIMIT ");
    offsets(tx, sql.bind(i64::try_from(limit).unwrap_or(i64::MAX))).await
}

/// The same of facts that belong to one of `related`, or are of one of `aggregates`; each of both lists is short.
pub async fn sizes_of_trail(
    tx: &Tx,
    tenant: &TenantId,
    related: &[Uuid],
    aggregates: &[Uuid],
    limit: u64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let part = |sql: Sql, column: &str, ids: &[Uuid]| {
        sql.push("SELECT archive_offset, CAST(LENGTH(payload) AS BIGINT) AS size FROM archived_event WHERE tenant = ")
            .bind(tenant.as_str())
            .push(&format!(" AND {column} IN "))
            .list(ids)
    };
    let sql = part(Sql::new("SELECT archive_offset, size FROM ("), "related_id", related).push(" UNION ");
    let sql = part(sql, "aggregate_id", aggregates).push(") AS trail ORDER BY archive_offset LIMIT ").bind(limit);
    offsets(tx, sql).await
}

/// Facts by their offsets, in order.
pub async fn at(tx: &Tx, tenant: &TenantId, offsets: &[i64]) -> Result<Vec<ArchivedEvent>, StoreError> {
    let query = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::ArchiveOffset.is_in(offsets.iter().copied()))
        .order_by_asc(Column::ArchiveOffset);
    query.all(tx.connection()).await?.into_iter().map(event).collect()
}

/// The payloads of an aggregate's facts of one type.
pub async fn payloads(
    tx: &Tx,
    tenant: &TenantId,
    aggregate: Uuid,
    type_name: &str,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let query = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::AggregateId.eq(aggregate))
        .filter(Column::TypeName.eq(type_name))
        .order_by_asc(Column::ArchiveOffset);
    Ok(query.all(tx.connection()).await?.into_iter().map(|row| row.payload).collect())
}

/// Facts of some types that belong to one of `related`, after an offset, in order.
pub async fn related(
    tx: &Tx,
    tenant: &TenantId,
    related: &[Uuid],
    types: &[&'static str],
    after: i64,
    limit: u64,
) -> Result<Vec<ArchivedEvent>, StoreError> {
    let query = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::RelatedId.is_in(related.iter().copied()))
        .filter(Column::TypeName.is_in(types.iter().copied()))
        .filter(Column::ArchiveOffset.gt(after))
        .order_by_asc(Column::ArchiveOffset)
        .limit(limit);
    query.all(tx.connection()).await?.into_iter().map(event).collect()
}

/// Writes the payloads of facts anew: the one thing of them that ever changes, when a person is forgotten.
pub async fn overwrite(tx: &Tx, events: Vec<ArchivedEvent>) -> Result<(), StoreError> {
    let rows = events.into_iter().map(|event| Model { archive_offset: event.offset, ..row(event) });
    set::update_columns::<Entity>(tx, rows.collect::<Vec<_>>(), &[Column::Payload]).await.map(drop)
}

/// Facts of an aggregate of a producer after a sequence, in order.
pub async fn of_aggregate(
    tx: &Tx,
    tenant: &TenantId,
    producer: &str,
    aggregate: Uuid,
    after: i64,
    limit: u64,
) -> Result<Vec<ArchivedEvent>, StoreError> {
    let query = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::AggregateId.eq(aggregate))
        .filter(Column::Producer.eq(producer))
        .filter(Column::Sequence.gt(after))
        .order_by_asc(Column::Sequence)
        .limit(limit);
    query.all(tx.connection()).await?.into_iter().map(event).collect()
}

async fn offsets(tx: &Tx, sql: Sql) -> Result<Vec<(i64, i64)>, StoreError> {
    let rows = sql.rows(tx).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

fn row(event: ArchivedEvent) -> Model {
    Model {
        archive_offset: 0, // the database gives it
        tenant: event.tenant.as_str().to_owned(),
        event_id: event.event_id,
        producer: event.producer,
        aggregate_type: event.aggregate_type,
        aggregate_id: event.aggregate_id,
        sequence: event.sequence,
        type_name: event.type_name,
        occurred_at: event.at.micros(),
        occurred_on: event.on.days(),
        related_id: event.related,
        traceparent: event.traceparent,
        incarnation: event.incarnation,
        payload: event.payload,
    }
}

pub fn event(row: Model) -> Result<ArchivedEvent, StoreError> {
    Ok(ArchivedEvent {
        offset: row.archive_offset,
        tenant: tenant_of(&row.tenant)?,
        event_id: row.event_id,
        producer: row.producer,
        aggregate_type: row.aggregate_type,
        aggregate_id: row.aggregate_id,
        sequence: row.sequence,
        type_name: row.type_name,
        at: Instant::from_micros(row.occurred_at),
        on: date(row.occurred_on)?,
        related: row.related_id,
        traceparent: row.traceparent,
        incarnation: row.incarnation,
        payload: row.payload,
    })
}
