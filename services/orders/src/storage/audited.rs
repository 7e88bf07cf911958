//! Pages over the rows of all tenants, for the audit.

use std::collections::HashMap;

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{aggregate_head, order_hold, sales_order};
use super::{after::after as later, orders, read, snapshot::fingerprint};
use crate::domain::{Order, OrderState};

/// An order as the audit sees it.
#[derive(Debug)]
pub struct AuditedOrder {
    pub tenant: TenantId,
    pub order: Order,
    /// The fingerprint taken at submission.
    pub taken: Option<Vec<u8>>,
}

impl AuditedOrder {
    /// The fingerprint of the order as it stands now.
    pub fn fingerprint(&self) -> Vec<u8> {
        fingerprint(&self.order)
    }
}

/// Orders after one, in the order of tenant and id.
pub async fn orders_after(
    tx: &Tx,
    states: &[OrderState],
    after: Option<(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<AuditedOrder>, StoreError> {
    use sales_order::Column;
    let mut query = sales_order::Entity::find();
    if !states.is_empty() {
        query = query.filter(Column::State.is_in(states.iter().map(|state| state.as_str())));
    }
    if let Some((tenant, id)) = &after {
        let key = [tenant.as_str().into(), (*id).into()];
        query = query.filter(later([Column::Tenant, Column::OrderId], key));
    }
    let query = query.order_by_asc(Column::Tenant).order_by_asc(Column::OrderId).limit(limit);
    let headers = query.all(tx.connection()).await?;
    let mut found = Vec::with_capacity(headers.len());
    for headers in headers.chunk_by(|left, right| left.tenant == right.tenant) {
        let Some(tenant) = headers.first().map(|row| tenant(&row.tenant)).transpose()? else { continue };
        let whole = orders::complete(tx, &tenant, headers.to_vec()).await?;
        found.extend(whole.into_iter().map(|(order, taken)| AuditedOrder { tenant: tenant.clone(), order, taken }));
    }
    Ok(found)
}

/// The last sequence of each order's facts; an order without one has stated nothing.
pub async fn heads(tx: &Tx, tenant: &TenantId, orders: &[Uuid]) -> Result<HashMap<Uuid, i64>, StoreError> {
    use aggregate_head::Column;
    let rows = set::find::<aggregate_head::Entity>(tx, tenant, Column::AggregateId, orders.iter().copied()).await?;
    Ok(rows.into_iter().map(|row| (row.aggregate_id, row.last_sequence)).collect())
}

/// A hold as its row says, whole or not.
#[derive(Debug)]
pub struct HoldRow {
    pub tenant: TenantId,
    pub order: Uuid,
    pub id: Uuid,
    pub credit: bool,
    pub placed_by: String,
    pub placed_at: i64,
    pub reason: String,
    pub released_by: Option<String>,
    pub released_at: Option<i64>,
    pub release_reason: Option<String>,
    /// Of its order; none where there is no such order.
    pub state: Option<OrderState>,
}

/// Holds after one, in the order of tenant, order and id.
pub async fn holds_after(
    tx: &Tx,
    after: Option<(TenantId, Uuid, Uuid)>,
    limit: u64,
) -> Result<Vec<HoldRow>, StoreError> {
    use order_hold::Column;
    let mut query = order_hold::Entity::find();
    if let Some((tenant, order, hold)) = &after {
        let key = [tenant.as_str().into(), (*order).into(), (*hold).into()];
        query = query.filter(later([Column::Tenant, Column::OrderId, Column::HoldId], key));
    }
    let query = query.order_by_asc(Column::Tenant).order_by_asc(Column::OrderId).order_by_asc(Column::HoldId);
    let rows = query.limit(limit).all(tx.connection()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for rows in rows.chunk_by(|left, right| left.tenant == right.tenant) {
        let Some(tenant) = rows.first().map(|row| tenant(&row.tenant)).transpose()? else { continue };
        let ids = rows.iter().map(|row| row.order_id);
        let headers = set::find::<sales_order::Entity>(tx, &tenant, sales_order::Column::OrderId, ids).await?;
        let states: HashMap<Uuid, Option<OrderState>> =
            headers.into_iter().map(|row| (row.order_id, OrderState::parse(&row.state))).collect();
        found.extend(rows.iter().cloned().map(|row| HoldRow {
            tenant: tenant.clone(),
            state: states.get(&row.order_id).copied().flatten(),
            order: row.order_id,
            id: row.hold_id,
            credit: row.kind == "CREDIT",
            placed_by: row.placed_by,
            placed_at: row.placed_at,
            reason: row.reason,
            released_by: row.released_by,
            released_at: row.released_at,
            release_reason: row.release_reason,
        }));
    }
    Ok(found)
}

fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|error| read::unreadable("tenant", error))
}
