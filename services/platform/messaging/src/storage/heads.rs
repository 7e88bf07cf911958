//! How far each aggregate has come: gives out its dense sequence, and tells consumers what they should have seen.

use std::collections::HashMap;

use o2c_kernel::Instant;
use o2c_store::{Sql, StoreError, Tx};
use uuid::Uuid;

use crate::head::Head;

/// The moment of a change is kept to the minute: a second change in it leaves the index alone.
const MINUTE: i64 = 60_000_000;

pub(super) fn minute(at: Instant) -> i64 {
    at.micros() - at.micros().rem_euclid(MINUTE)
}

/// How many facts an aggregate is to get.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Advance {
    pub(crate) aggregate_id: Uuid,
    pub(crate) aggregate_type: &'static str,
    pub(crate) facts: i64,
}

/// Where an aggregate stands after its head was advanced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Advanced {
    pub(crate) last: i64,
    /// Up to where its document has had the effect of what is on record; none: of all of it.
    pub(crate) redone: Option<i64>,
}

/// Advances the heads, in the order given, and answers where each stands. One statement locks, reads and
/// writes: two transactions that publish for one aggregate cannot give out a number twice, not even its first.
pub(crate) async fn advance(
    tx: &Tx,
    tenant: &str,
    advances: &[Advance],
    now: Instant,
) -> Result<HashMap<Uuid, Advanced>, StoreError> {
    let mut last = HashMap::with_capacity(advances.len());
    for slice in Sql::slices(advances) {
        let mut sql = Sql::new(
            "INSERT INTO aggregate_head (tenant, aggregate_id, aggregate_type, last_sequence, changed_at) VALUES ",
        );
        for (index, advance) in slice.iter().enumerate() {
            sql = sql.push(if index == 0 { "" } else { ", " }).row([
                tenant.into(),
                advance.aggregate_id.into(),
                advance.aggregate_type.into(),
                advance.facts.into(),
                minute(now).into(),
            ]);
        }
        let sql = sql.push(
            " ON CONFLICT (tenant, aggregate_id) DO UPDATE SET \
             last_sequence = aggregate_head.last_sequence + excluded.last_sequence, \
             changed_at = excluded.changed_at RETURNING aggregate_id, last_sequence, redone_sequence",
        );
        for row in sql.rows(tx).await? {
            let head = Advanced { last: row.try_get_by_index(1)?, redone: row.try_get_by_index(2)? };
            last.insert(row.try_get_by_index(0)?, head);
        }
    }
    Ok(last)
}

/// Heads changed at `since` or later, and others of that minute, after the given key, in key order.
pub(crate) async fn page(
    tx: &Tx,
    since: Option<Instant>,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<Head>, StoreError> {
    let mut sql = Sql::new("SELECT tenant, aggregate_id, last_sequence FROM aggregate_head WHERE 1 = 1");
    if let Some(since) = since {
        sql = sql.push(" AND changed_at >= ").bind(minute(since));
    }
    if let Some((tenant, aggregate)) = after {
        sql = sql.push(" AND (tenant, aggregate_id) > ").row([tenant.into(), aggregate.into()]);
    }
    let rows = sql.push(" ORDER BY tenant, aggregate_id LIMIT ").bind(limit).rows(tx).await?;
    let mut heads = Vec::with_capacity(rows.len());
    for row in rows {
        heads.push(Head {
            tenant: super::outbox::tenant(&row.try_get_by_index::<String>(0)?)?,
            aggregate_id: row.try_get_by_index(1)?,
            last_sequence: row.try_get_by_index(2)?,
        });
    }
    Ok(heads)
}
