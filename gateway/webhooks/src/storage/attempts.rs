//! Attempts.

use std::time::Duration;

use o2c_kernel::{Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::attempt::{Column, Entity, Model};
use super::values::unreadable;
use crate::domain::{Attempt, Delivery, Outcome, SubscriptionId};

/// Writes what came of attempts, each the latest of its delivery.
pub async fn insert(tx: &Tx, tenant: &TenantId, attempts: &[(&Delivery, &Attempt)]) -> Result<(), StoreError> {
    let row = |(delivery, attempt): &(&Delivery, &Attempt)| Model {
        tenant: tenant.as_str().to_owned(),
        subscription_id: delivery.subscription.uuid(),
        event_id: delivery.event,
        attempt: delivery.attempts_ever,
        started_at: attempt.started_at.micros(),
        latency: i64::try_from(attempt.latency.as_micros()).unwrap_or(i64::MAX),
        outcome: attempt.outcome.as_str().to_owned(),
        status: attempt.status.map(i32::from),
    };
    let rows: Vec<Model> = attempts.iter().map(row).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

/// The latest of a delivery, newest first.
pub async fn latest(
    tx: &Tx,
    tenant: &TenantId,
    subscription: SubscriptionId,
    event: Uuid,
    limit: u64,
) -> Result<Vec<Attempt>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::SubscriptionId.eq(subscription.uuid()))
        .filter(Column::EventId.eq(event))
        .order_by_desc(Column::Attempt)
        .limit(limit)
        .all(tx.connection())
        .await?;
    rows.into_iter().map(attempt).collect()
}

fn attempt(row: Model) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        started_at: Instant::from_micros(row.started_at),
        latency: Duration::from_micros(u64::try_from(row.latency).unwrap_or(0)),
        outcome: Outcome::parse(&row.outcome).ok_or_else(|| unreadable("outcome", &row.outcome))?,
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        retry_after: None,
    })
}
