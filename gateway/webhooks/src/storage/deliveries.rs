//! Deliveries: rows in, rows out.

use std::collections::HashSet;

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::entities::delivery::{CHANGING, Column, Entity, Model};
use super::values::{instant, micros, unreadable};
use crate::domain::{Delivery, DeliveryState, LaneId};

/// New ones, in their order.
pub async fn insert(tx: &Tx, tenant: &TenantId, deliveries: &[Delivery]) -> Result<(), StoreError> {
    let rows: Vec<Model> = deliveries.iter().map(|one| row(tenant, one)).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

pub async fn save(tx: &Tx, tenant: &TenantId, deliveries: &[Delivery]) -> Result<(), StoreError> {
    let rows: Vec<Model> = deliveries.iter().map(|one| row(tenant, one)).collect();
    set::update_columns::<Entity>(tx, rows, CHANGING).await.map(drop)
}

/// Locks them in the order of their positions.
pub async fn lock(tx: &Tx, tenant: &TenantId, positions: Vec<i64>) -> Result<Vec<Delivery>, StoreError> {
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::Position, positions).await?;
    let mut found = rows.into_iter().map(delivery).collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(|one| one.position);
    Ok(found)
}

/// Lets the next one of each of these lanes go.
pub async fn wake(tx: &Tx, tenant: &TenantId, lanes: &HashSet<LaneId>, now: Instant) -> Result<(), StoreError> {
    if lanes.is_empty() {
        return Ok(());
    }
    let next = Query::select()
        .expr(Expr::col(Column::Position).min())
        .from(Entity)
        .and_where(Column::Tenant.eq(tenant.as_str()))
        .and_where(Column::LaneId.is_in(lanes.iter().map(|lane| lane.uuid())))
        .and_where(Expr::cust("state = 1"))
        .group_by_col(Column::LaneId)
        .to_owned();
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(now.micros()))
        .filter(Column::Position.in_subquery(next))
        .filter(Column::DueAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// The positions of one subscription's deliveries by their events.
pub async fn of_events(
    tx: &Tx,
    tenant: &TenantId,
    subscription: Uuid,
    events: &[Uuid],
) -> Result<Vec<i64>, StoreError> {
    let query = of(tenant, subscription).filter(Column::EventId.is_in(events.iter().copied()));
    Ok(query.into_tuple().all(tx.connection()).await?)
}

/// The positions of one subscription's deliveries that came within a time and have ended so.
pub async fn of_time(
    tx: &Tx,
    tenant: &TenantId,
    subscription: Uuid,
    (from, until): (Instant, Instant),
    state: Option<DeliveryState>,
    limit: u64,
) -> Result<Vec<i64>, StoreError> {
    let query = of(tenant, subscription)
        .filter(Column::CreatedAt.gte(from.micros()))
        .filter(Column::CreatedAt.lt(until.micros()));
    let query = match state {
        Some(state) => query.filter(Column::State.eq(state_number(state))),
        None => query.filter(Column::State.ne(1)),
    };
    Ok(query.limit(limit).into_tuple().all(tx.connection()).await?)
}

fn of(tenant: &TenantId, subscription: Uuid) -> sea_orm::Select<Entity> {
    Entity::find()
        .select_only()
        .column(Column::Position)
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::SubscriptionId.eq(subscription))
}

pub(super) const fn state_number(state: DeliveryState) -> i16 {
    match state {
        DeliveryState::Pending => 1,
        DeliveryState::Delivered => 2,
        DeliveryState::Failed => 3,
    }
}

pub(super) fn row(tenant: &TenantId, one: &Delivery) -> Model {
    Model {
        position: one.position,
        tenant: tenant.as_str().to_owned(),
        subscription_id: one.subscription.uuid(),
        event_id: one.event,
        type_name: one.type_name.clone(),
        aggregate_id: one.aggregate,
        lane_id: one.lane.uuid(),
        state: state_number(one.state),
        attempts: one.attempts,
        attempts_ever: one.attempts_ever,
        first_attempt_at: micros(one.first_attempt_at),
        due_at: micros(one.due_at),
        claim: one.claim,
        created_at: one.created_at.micros(),
        ended_at: micros(one.ended_at),
    }
}

pub(super) fn delivery(row: Model) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        position: row.position,
        subscription: Id::from_uuid(row.subscription_id),
        event: row.event_id,
        type_name: row.type_name,
        aggregate: row.aggregate_id,
        lane: Id::from_uuid(row.lane_id),
        state: match row.state {
            1 => DeliveryState::Pending,
            2 => DeliveryState::Delivered,
            3 => DeliveryState::Failed,
            other => return Err(unreadable("state", other)),
        },
        attempts: row.attempts,
        attempts_ever: row.attempts_ever,
        first_attempt_at: instant(row.first_attempt_at),
        due_at: instant(row.due_at),
        claim: row.claim,
        created_at: Instant::from_micros(row.created_at),
        ended_at: instant(row.ended_at),
    })
}
