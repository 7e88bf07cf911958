//! Lanes: how many events of an aggregate are on their way to an endpoint. Who adds to a lane and who takes from it lock its
//! row, so that the next event is told to go by exactly one of them.

use std::collections::HashMap;

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use uuid::Uuid;

use super::entities::lane::{Column, Entity, Model};
use crate::domain::LaneId;

/// A lane that was there when we looked may be deleted before we lock it.
const TRIES: usize = 4;

/// How many are on their way, by lane; a lane that is not there has none.
#[derive(Debug, Default)]
pub struct Lanes(HashMap<LaneId, i64>);

impl Lanes {
    #[must_use]
    pub fn pending(&self, lane: LaneId) -> i64 {
        self.0.get(&lane).copied().unwrap_or(0)
    }

    /// One more; whether it is the only one.
    pub fn add(&mut self, lane: LaneId) -> bool {
        let pending = self.0.entry(lane).or_default();
        *pending += 1;
        *pending == 1
    }

    /// One has ended.
    pub fn take(&mut self, lane: LaneId) {
        let pending = self.0.entry(lane).or_default();
        *pending = pending.saturating_sub(1);
    }
}

/// Locks these lanes in key order, and makes those that are missing.
pub async fn lock_or_make(tx: &Tx, tenant: &TenantId, lanes: Vec<LaneId>) -> Result<Lanes, StoreError> {
    let mut locked = Lanes::default();
    let mut missing = lanes;
    for _ in 0..TRIES {
        missing.sort_unstable();
        missing.dedup();
        set::insert_ignoring_conflicts::<Entity>(tx, missing.iter().map(|lane| row(tenant, *lane, 0))).await?;
        locked.0.extend(lock(tx, tenant, missing.clone()).await?.0);
        missing.retain(|lane| !locked.0.contains_key(lane));
        if missing.is_empty() {
            return Ok(locked);
        }
    }
    Err(StoreError::LostRace { table: "webhook_lane" })
}

/// Locks these lanes in key order.
pub async fn lock(tx: &Tx, tenant: &TenantId, lanes: Vec<LaneId>) -> Result<Lanes, StoreError> {
    let ids: Vec<Uuid> = lanes.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::LaneId, ids).await?;
    Ok(Lanes(rows.into_iter().map(|row| (Id::from_uuid(row.lane_id), row.pending)).collect()))
}

/// Writes them; those on which nothing is left go.
pub async fn save(tx: &Tx, tenant: &TenantId, lanes: &Lanes) -> Result<(), StoreError> {
    let (busy, empty): (Vec<_>, Vec<_>) = lanes.0.iter().partition(|(_, pending)| **pending > 0);
    let busy: Vec<Model> = busy.into_iter().map(|(lane, pending)| row(tenant, *lane, *pending)).collect();
    set::update_columns::<Entity>(tx, busy, &[Column::Pending]).await?;
    let empty: Vec<Uuid> = empty.into_iter().map(|(lane, _)| lane.uuid()).collect();
    set::delete_by_keys::<Entity>(tx, tenant, Column::LaneId, empty).await.map(drop)
}

fn row(tenant: &TenantId, lane: LaneId, pending: i64) -> Model {
    Model { tenant: tenant.as_str().to_owned(), lane_id: lane.uuid(), pending }
}

/// A lane beside what is really in it.
#[derive(Debug)]
pub struct Counted {
    pub tenant: String,
    pub lane: LaneId,
    pub pending: i64,
    pub found: i64,
    pub due: i64,
}

/// Lanes of all tenants after one: for an audit.
pub async fn counted(tx: &Tx, after: Option<&(String, LaneId)>, limit: u64) -> Result<Vec<Counted>, StoreError> {
    let of_lane = "FROM webhook_delivery d WHERE d.tenant = l.tenant AND d.lane_id = l.lane_id AND d.state = 1";
    let mut binds: Vec<Value> = Vec::new();
    let behind = match after {
        Some((tenant, lane)) => {
            binds.extend([tenant.as_str().into(), lane.uuid().into()]);
            "WHERE (l.tenant, l.lane_id) > ($1, $2) "
        }
        None => "",
    };
    let text = format!(
        "SELECT l.tenant, l.lane_id, l.pending, (SELECT COUNT(*) {of_lane}), (SELECT COUNT(d.due_at) {of_lane}) \
         FROM webhook_lane l {behind}ORDER BY l.tenant, l.lane_id LIMIT {limit}"
    );
    let statement = Statement::from_sql_and_values(tx.connection().get_database_backend(), text, binds);
    let rows = tx.connection().query_all_raw(statement).await?;
    let counted = |row: &QueryResult| {
        Ok(Counted {
            tenant: row.try_get_by_index(0)?,
            lane: Id::from_uuid(row.try_get_by_index(1)?),
            pending: row.try_get_by_index(2)?,
            found: row.try_get_by_index(3)?,
            due: row.try_get_by_index(4)?,
        })
    };
    rows.iter().map(counted).collect()
}
