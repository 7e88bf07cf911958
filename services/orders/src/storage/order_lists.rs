//! Lists of orders and of their lines, paged by key.

use std::collections::HashMap;

use o2c_kernel::{
    Date, TenantId,
    planted::{self, Planted},
};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{order_line, sales_order};
use super::{after::before, order_rows as rows, progress};
use crate::domain::{CustomerId, HoldStatus, Order, OrderId, OrderLine, OrderState, ProductId};

/// Which orders.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    pub state: Option<OrderState>,
    pub hold_status: Option<HoldStatus>,
    pub customer: Option<CustomerId>,
    pub external_id: Option<String>,
    /// Empty: all.
    pub external_ids: Vec<String>,
    pub number: Option<i64>,
}

/// A page of headers, oldest first.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    filter: &OrderFilter,
    after_number: Option<i64>,
    limit: u64,
) -> Result<Vec<Order>, StoreError> {
    use sales_order::Column;
    if !filter.external_ids.is_empty() {
        return named(tx, tenant, filter, after_number, limit).await;
    }
    let mut query = sales_order::Entity::find();
    if !planted::is(Planted::TenantUnchecked) {
        query = query.filter(Column::Tenant.eq(tenant.as_str()));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(status) = filter.hold_status {
        query = query.filter(Column::HoldStatus.eq(status.as_str()));
    }
    if let Some(customer) = filter.customer {
        query = query.filter(Column::CustomerId.eq(customer.uuid()));
    }
    if let Some(external_id) = &filter.external_id {
        query = query.filter(Column::ExternalId.eq(external_id.as_str())).filter(Column::ExternalId.ne(""));
    }
    if let Some(number) = filter.number {
        query = query.filter(Column::Number.eq(number));
    }
    if let Some(after) = after_number {
        query = query.filter(Column::Number.gt(after));
    }
    let headers = query.order_by_asc(Column::Number).limit(limit).all(tx.connection()).await?;
    headers.into_iter().map(rows::order).collect()
}

/// A page of those with these external ids: no more than were asked for, so they are sorted here.
async fn named(
    tx: &Tx,
    tenant: &TenantId,
    filter: &OrderFilter,
    after_number: Option<i64>,
    limit: u64,
) -> Result<Vec<Order>, StoreError> {
    let ids = filter.external_ids.clone();
    let headers = set::find::<sales_order::Entity>(tx, tenant, sales_order::Column::ExternalId, ids).await?;
    let fits = |row: &sales_order::Model| {
        after_number.is_none_or(|after| row.number > after)
            && filter.state.is_none_or(|state| row.state == state.as_str())
            && filter.hold_status.is_none_or(|status| row.hold_status == status.as_str())
            && filter.customer.is_none_or(|customer| row.customer_id == customer.uuid())
            && filter.external_id.as_ref().is_none_or(|external_id| row.external_id == *external_id)
            && filter.number.is_none_or(|number| row.number == number)
    };
    let mut headers: Vec<_> = headers.into_iter().filter(fits).collect();
    headers.sort_by_key(|row| row.number);
    headers.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    headers.into_iter().map(rows::order).collect()
}

/// Which of these external ids are taken.
pub async fn taken_external_ids(tx: &Tx, tenant: &TenantId, ids: Vec<String>) -> Result<Vec<String>, StoreError> {
    let headers = set::find::<sales_order::Entity>(tx, tenant, sales_order::Column::ExternalId, ids).await?;
    Ok(headers.into_iter().map(|row| row.external_id).collect())
}

/// Where a line stands in the list of a customer's lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineKey {
    pub ordered_on: i32,
    pub order: Uuid,
    pub line: i32,
}

/// A line, and what is to be known of its order.
#[derive(Clone, Debug)]
pub struct CustomerLine {
    pub order: OrderId,
    pub ordered_on: Date,
    pub state: OrderState,
    pub line: OrderLine,
}

/// A page of the lines of a product that a customer ordered, newest order first. Of their orders the headers are read
/// and no other line: a customer of many years has many and large ones.
pub async fn customer_lines(
    tx: &Tx,
    tenant: &TenantId,
    customer: CustomerId,
    product: ProductId,
    after: Option<LineKey>,
    limit: u64,
) -> Result<Vec<CustomerLine>, StoreError> {
    use order_line::Column;
    let mut query = order_line::Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::CustomerId.eq(customer.uuid()))
        .filter(Column::ProductId.eq(product.uuid()));
    if let Some(key) = after {
        let place = [key.ordered_on.into(), key.order.into(), key.line.into()];
        query = query.filter(before([Column::OrderedOn, Column::OrderId, Column::LineNumber], place));
    }
    let query = query.order_by_desc(Column::OrderedOn).order_by_desc(Column::OrderId).order_by_desc(Column::LineNumber);
    let found = set::select(tx, query.limit(limit)).await?;
    let ids: Vec<Uuid> = found.iter().map(|row| row.order_id).collect();
    let mut orders = HashMap::with_capacity(ids.len());
    for header in set::find::<sales_order::Entity>(tx, tenant, sales_order::Column::OrderId, ids).await? {
        orders.insert(header.order_id, rows::order(header)?);
    }
    for row in &found {
        if let Some(order) = orders.get_mut(&row.order_id) {
            order.lines.push(rows::line(row.clone(), order.currency));
        }
    }
    progress::load(tx, tenant, orders.values_mut()).await?;
    let line = |row: &order_line::Model| {
        let order = orders.get(&row.order_id)?;
        let line = order.lines.iter().find(|line| line.number == row.line_number)?.clone();
        Some(CustomerLine { order: order.id, ordered_on: order.ordered_on, state: order.state, line })
    };
    Ok(found.iter().filter_map(line).collect())
}
