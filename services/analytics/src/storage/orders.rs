//! Orders from submission to cash.

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::{
    entities::order_fact::{Column, Entity, Model},
    values::{currency, moment},
};
use crate::domain::{OrderFacts, OrderId};

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<Vec<OrderFacts>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    set::find::<Entity>(tx, tenant, Column::OrderId, ids).await?.into_iter().map(order).collect()
}

pub async fn save<'a>(
    tx: &Tx,
    tenant: &TenantId,
    orders: impl Iterator<Item = &'a OrderFacts>,
) -> Result<(), StoreError> {
    let rows: Vec<Model> = orders.map(|order| row(tenant, order)).collect();
    set::upsert::<Entity>(tx, rows).await
}

pub fn row(tenant: &TenantId, order: &OrderFacts) -> Model {
    // of an order whose currency is not known nothing counts yet
    let (cycle, cash) = match order.currency {
        Some(_) => (order.cycle(), order.to_cash()),
        None => (None, None),
    };
    Model {
        tenant: tenant.as_str().to_owned(),
        order_id: order.order.uuid(),
        number: order.number.clone(),
        currency: order.currency.map(|currency| currency.code().to_owned()),
        submitted_at: order.submitted_at.map(Instant::micros),
        first_shipped_at: order.first_shipped.map(|moment| moment.at.micros()),
        first_shipped_on: order.first_shipped.map(|moment| moment.on.days()),
        completed: order.completed,
        open_items: order.open_items,
        last_paid_at: order.last_paid.map(|moment| moment.at.micros()),
        last_paid_on: order.last_paid.map(|moment| moment.on.days()),
        cycle_on: cycle.map(|elapsed| elapsed.on.days()),
        cycle_micros: cycle.map(|elapsed| elapsed.micros),
        cash_on: cash.map(|elapsed| elapsed.on.days()),
        cash_micros: cash.map(|elapsed| elapsed.micros),
    }
}

fn order(row: Model) -> Result<OrderFacts, StoreError> {
    Ok(OrderFacts {
        order: Id::from_uuid(row.order_id),
        number: row.number,
        currency: row.currency.as_deref().map(currency).transpose()?,
        submitted_at: row.submitted_at.map(Instant::from_micros),
        first_shipped: moment(row.first_shipped_at, row.first_shipped_on)?,
        completed: row.completed,
        open_items: row.open_items,
        last_paid: moment(row.last_paid_at, row.last_paid_on)?,
    })
}
