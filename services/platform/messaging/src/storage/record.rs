//! The heads of a database that was restored: taken back, and how far their documents have come with it.

use std::collections::HashMap;

use o2c_kernel::{Instant, TenantId};
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{heads::minute, outbox};

/// An aggregate of which facts are on record that its document has not had the effect of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) tenant: TenantId,
    pub(crate) aggregate_id: Uuid,
    pub(crate) aggregate_type: String,
    pub(crate) last: i64,
    pub(crate) redone: i64,
}

const BEHIND: &str = "SELECT head.tenant, head.aggregate_id, head.aggregate_type, head.last_sequence, \
                      head.redone_sequence FROM aggregate_behind AS behind JOIN aggregate_head AS head \
                      ON head.tenant = behind.tenant AND head.aggregate_id = behind.aggregate_id \
                      WHERE head.redone_sequence IS NOT NULL";

/// Those after the given key, in key order.
pub(crate) async fn behind(tx: &Tx, after: Option<(&str, Uuid)>, limit: i64) -> Result<Vec<Row>, StoreError> {
    let mut sql = Sql::new(BEHIND);
    if let Some((tenant, aggregate)) = after {
        sql = sql.push(" AND (behind.tenant, behind.aggregate_id) > ").row([tenant.into(), aggregate.into()]);
    }
    let rows = sql.push(" ORDER BY behind.tenant, behind.aggregate_id LIMIT ").bind(limit).rows(tx).await?;
    rows.iter().map(row).collect()
}

fn row(row: &QueryResult) -> Result<Row, StoreError> {
    Ok(Row {
        tenant: outbox::tenant(&row.try_get_by_index::<String>(0)?)?,
        aggregate_id: row.try_get_by_index(1)?,
        aggregate_type: row.try_get_by_index(2)?,
        last: row.try_get_by_index(3)?,
        redone: row.try_get_by_index(4)?,
    })
}

/// One of them; none where the document is where its record is.
pub(crate) async fn behind_one(tx: &Tx, tenant: &str, aggregate: Uuid) -> Result<Option<Row>, StoreError> {
    let sql = Sql::new(BEHIND).push(" AND behind.tenant = ").bind(tenant);
    let rows = sql.push(" AND behind.aggregate_id = ").bind(aggregate).rows(tx).await?;
    rows.first().map(row).transpose()
}

/// The last sequences of these aggregates; one that has stated nothing is absent.
pub(crate) async fn last_of(tx: &Tx, tenant: &str, aggregates: &[Uuid]) -> Result<HashMap<Uuid, i64>, StoreError> {
    let mut found = HashMap::with_capacity(aggregates.len());
    for slice in aggregates.chunks(Sql::LONGEST_LIST) {
        let sql = Sql::new("SELECT asked.column1, (SELECT last_sequence FROM aggregate_head WHERE tenant = ")
            .bind(tenant)
            .push(" AND aggregate_id = asked.column1) FROM ")
            .asked(slice);
        for row in sql.rows(tx).await? {
            if let Some(last) = row.try_get_by_index::<Option<i64>>(1)? {
                found.insert(row.try_get_by_index(0)?, last);
            }
        }
    }
    Ok(found)
}

/// A head that takes facts back: from where it stood to where others know it.
#[derive(Debug, Clone)]
pub(crate) struct TakenBack {
    pub(crate) aggregate_id: Uuid,
    pub(crate) aggregate_type: String,
    pub(crate) stood: i64,
    pub(crate) last: i64,
}

/// Puts heads where others know them. Where one was taken back before, its document stays where it had come.
pub(crate) async fn take_back(tx: &Tx, tenant: &str, heads: &[TakenBack], now: Instant) -> Result<(), StoreError> {
    for slice in Sql::slices(heads) {
        let mut sql = Sql::new(
            "INSERT INTO aggregate_head (tenant, aggregate_id, aggregate_type, last_sequence, changed_at, \
             redone_sequence) VALUES ",
        );
        for (index, head) in slice.iter().enumerate() {
            sql = sql.push(if index == 0 { "" } else { ", " }).row([
                tenant.into(),
                head.aggregate_id.into(),
                head.aggregate_type.clone().into(),
                head.last.into(),
                minute(now).into(),
                head.stood.into(),
            ]);
        }
        sql.push(
            " ON CONFLICT (tenant, aggregate_id) DO UPDATE SET last_sequence = excluded.last_sequence, \
             changed_at = excluded.changed_at, \
             redone_sequence = COALESCE(aggregate_head.redone_sequence, excluded.redone_sequence)",
        )
        .execute(tx)
        .await?;
        Sql::new("INSERT INTO aggregate_behind (tenant, aggregate_id) VALUES ")
            .padded_rows(slice, |head| [tenant.into(), head.aggregate_id.into()])
            .push(" ON CONFLICT (tenant, aggregate_id) DO NOTHING")
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// Puts a head where it stands, and its document where it has come; none: to all of it.
pub(crate) async fn put(
    tx: &Tx,
    tenant: &str,
    aggregate: Uuid,
    last: i64,
    redone: Option<i64>,
) -> Result<(), StoreError> {
    Sql::new("UPDATE aggregate_head SET last_sequence = ")
        .bind(last)
        .push(", redone_sequence = ")
        .bind(redone)
        .push(" WHERE tenant = ")
        .bind(tenant)
        .push(" AND aggregate_id = ")
        .bind(aggregate)
        .execute(tx)
        .await?;
    if redone.is_none() {
        let sql = Sql::new("DELETE FROM aggregate_behind WHERE tenant = ").bind(tenant);
        sql.push(" AND aggregate_id = ").bind(aggregate).execute(tx).await?;
    }
    Ok(())
}
