//! Deliveries, as somebody looks at them.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::deliveries::{delivery, state_number};
use super::entities::delivery::{Column, Entity};
use crate::domain::{Delivery, DeliveryState, SubscriptionId};

/// A page, newest first, before a position.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    subscription: SubscriptionId,
    state: Option<DeliveryState>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Delivery>, StoreError> {
    let mut query = of(tenant, subscription);
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state_number(state)));
    }
    if let Some(before) = before {
        query = query.filter(Column::Position.lt(before));
    }
    let rows = query.order_by_desc(Column::Position).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(delivery).collect()
}

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    subscription: SubscriptionId,
    event: Uuid,
) -> Result<Option<Delivery>, StoreError> {
    let found = of(tenant, subscription).filter(Column::EventId.eq(event)).one(tx.connection()).await?;
    found.map(delivery).transpose()
}

fn of(tenant: &TenantId, subscription: SubscriptionId) -> sea_orm::Select<Entity> {
    Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(Column::SubscriptionId.eq(subscription.uuid()))
}
