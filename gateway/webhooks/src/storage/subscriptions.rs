//! Subscriptions.

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::entities::subscription::{Column, Entity, Model};
use super::values::{instant, micros, principal, unreadable};
use crate::domain::{DisabledReason, Endpoint, State, Subscription, SubscriptionId};

pub async fn insert(tx: &Tx, tenant: &TenantId, subscriptions: Vec<Subscription>) -> Result<(), StoreError> {
    let rows: Vec<Model> = subscriptions.iter().map(|one| row(tenant, one)).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

pub async fn save(tx: &Tx, tenant: &TenantId, subscriptions: &[Subscription]) -> Result<(), StoreError> {
    let rows: Vec<Model> = subscriptions.iter().map(|one| row(tenant, one)).collect();
    set::update::<Entity>(tx, rows).await.map(drop)
}

/// Locks them in key order. What is not there is not in the answer.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = SubscriptionId>,
) -> Result<Vec<Subscription>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::SubscriptionId, ids).await?;
    rows.into_iter().map(subscription).collect()
}

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = SubscriptionId>,
) -> Result<Vec<Subscription>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::SubscriptionId, ids).await?;
    rows.into_iter().map(subscription).collect()
}

/// All that a tenant has and has not deleted: a number that is bounded when they are made.
pub async fn all(tx: &Tx, tenant: &TenantId) -> Result<Vec<Subscription>, StoreError> {
    let rows = existing(tenant).all(tx.connection()).await?;
    rows.into_iter().map(subscription).collect()
}

pub async fn count(tx: &Tx, tenant: &TenantId) -> Result<u64, StoreError> {
    Ok(existing(tenant).count(tx.connection()).await?)
}

/// A page in key order, after a key.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Subscription>, StoreError> {
    let mut query = existing(tenant);
    if let Some(after) = after {
        query = query.filter(Column::SubscriptionId.gt(after));
    }
    let rows = query.order_by_asc(Column::SubscriptionId).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(subscription).collect()
}

fn existing(tenant: &TenantId) -> sea_orm::Select<Entity> {
    Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(Expr::cust("state IN (1, 2)"))
}

fn row(tenant: &TenantId, one: &Subscription) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        subscription_id: one.id.uuid(),
        url: one.endpoint.url.clone(),
        description: one.endpoint.description.clone(),
        event_types: one.endpoint.event_types.join(" "),
        state: match one.state {
            State::Enabled => 1,
            State::Disabled => 2,
            State::Deleted => 3,
        },
        disabled_reason: one.disabled.map(|(reason, _)| match reason {
            DisabledReason::Requested => 1,
            DisabledReason::Failing => 2,
            DisabledReason::Gone => 3,
        }),
        disabled_at: one.disabled.map(|(_, at)| at.micros()),
        failing_since: micros(one.failing_since),
        created_by: one.created_by.as_str().to_owned(),
        created_at: one.created_at.micros(),
        revision: one.revision,
        version: one.version,
    }
}

fn subscription(row: Model) -> Result<Subscription, StoreError> {
    let reason = match row.disabled_reason {
        None => None,
        Some(1) => Some(DisabledReason::Requested),
        Some(2) => Some(DisabledReason::Failing),
        Some(3) => Some(DisabledReason::Gone),
        Some(other) => return Err(unreadable("reason", other)),
    };
    Ok(Subscription {
        id: Id::from_uuid(row.subscription_id),
        endpoint: Endpoint {
            url: row.url,
            description: row.description,
            event_types: row.event_types.split_ascii_whitespace().map(str::to_owned).collect(),
        },
        state: match row.state {
            1 => State::Enabled,
            2 => State::Disabled,
            3 => State::Deleted,
            other => return Err(unreadable("state", other)),
        },
        disabled: reason.zip(instant(row.disabled_at)),
        failing_since: instant(row.failing_since),
        created_by: principal(&row.created_by)?,
        created_at: Instant::from_micros(row.created_at),
        revision: row.revision,
        version: row.version,
    })
}
