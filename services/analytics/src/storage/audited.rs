//! The archive as an audit walks it: tenant by tenant, key by key.

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    archive::event,
    entities::archived_event::{Column, Entity},
    values::tenant as tenant_of,
};
use crate::domain::ArchivedEvent;

/// What the facts of a page have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Aggregate,
    Related,
}

impl Key {
    const fn column(self) -> &'static str {
        match self {
            Self::Aggregate => "aggregate_id",
            Self::Related => "related_id",
        }
    }
}

/// How many facts of an aggregate there are, and the range of their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    pub aggregate_type: String,
    pub aggregate: Uuid,
    pub facts: i64,
    pub first: i64,
    pub last: i64,
}

/// The next tenant of which there is a row.
pub async fn next_tenant(tx: &Tx, after: &str) -> Result<Option<TenantId>, StoreError> {
    let mut sql = Sql::new("SELECT MIN(tenant) FROM (");
    for (index, table) in ["archived_event", "day_sum", "order_fact", "receivable", "receipt_fact"].iter().enumerate() {
        let union = if index == 0 { "" } else { " UNION ALL " };
        sql = sql.push(&format!("{union}SELECT MIN(tenant) AS tenant FROM {table} WHERE tenant > ")).bind(after);
    }
    let rows = sql.push(") AS tenants").rows(tx).await?;
    let name = rows.first().map(|row| row.try_get_by_index::<Option<String>>(0)).transpose()?.flatten();
    name.as_deref().map(tenant_of).transpose()
}

/// The next keys of the archive, in order.
pub async fn keys(
    tx: &Tx,
    tenant: &TenantId,
    key: Key,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Uuid>, StoreError> {
    let column = key.column();
    let mut sql =
        Sql::new(&format!("SELECT DISTINCT {column} FROM archived_event WHERE tenant = ")).bind(tenant.as_str());
    sql = sql.push(&format!(" AND {column} IS NOT NULL"));
    if let Some(after) = after {
        sql = sql.push(&format!(" AND {column} > ")).bind(after);
    }
    let rows = sql.push(&format!(" ORDER BY {column} LIMIT ")).bind(limit).rows(tx).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// The facts under these keys, in the order of arrival.
pub async fn facts(tx: &Tx, tenant: &TenantId, key: Key, keys: &[Uuid]) -> Result<Vec<ArchivedEvent>, StoreError> {
    let under = match key {
        Key::Aggregate => Column::AggregateId.is_in(keys.iter().copied()),
        Key::Related => Column::RelatedId.is_in(keys.iter().copied()),
    };
    let query = Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(under);
    query.order_by_asc(Column::ArchiveOffset).all(tx.connection()).await?.into_iter().map(event).collect()
}

/// How the facts of these aggregates are numbered, by each that states some of them.
pub async fn numbers(tx: &Tx, tenant: &TenantId, aggregates: &[Uuid]) -> Result<Vec<Numbers>, StoreError> {
    if aggregates.is_empty() {
        return Ok(Vec::new());
    }
    let sql = Sql::new(
        "SELECT aggregate_type, aggregate_id, COUNT(*), MIN(sequence), MAX(sequence) FROM archived_event WHERE tenant = ",
    )
    .bind(tenant.as_str())
    .push(" AND aggregate_id IN ")
    .list(aggregates)
    .push(" GROUP BY producer, aggregate_type, aggregate_id");
    let rows = sql.rows(tx).await?;
    rows.iter()
        .map(|row| {
            Ok(Numbers {
                aggregate_type: row.try_get_by_index(0)?,
                aggregate: row.try_get_by_index(1)?,
                facts: row.try_get_by_index(2)?,
                first: row.try_get_by_index(3)?,
                last: row.try_get_by_index(4)?,
            })
        })
        .collect()
}
