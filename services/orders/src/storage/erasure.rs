//! What is to be looked at before a person is forgotten, and what then.

use o2c_kernel::{ERASED, TenantId};
use o2c_store::{StoreError, Tx, set, trail};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{order_return, sales_order};
use crate::domain::{CustomerId, OrderId, OrderState, ReturnState};

/// Whether an order of the customer is open, or a return on its way.
pub async fn in_use(tx: &Tx, tenant: &TenantId, customer: CustomerId) -> Result<bool, StoreError> {
    let open = sales_order::Entity::find()
        .select_only()
        .column(sales_order::Column::OrderId)
        .filter(sales_order::Column::Tenant.eq(tenant.as_str()))
        .filter(sales_order::Column::CustomerId.eq(customer.uuid()))
        .filter(sales_order::Column::State.is_in(OrderState::OPEN.map(OrderState::as_str)))
        .limit(1)
        .into_tuple::<Uuid>();
    if open.one(tx.connection()).await?.is_some() {
        return Ok(true);
    }
    let on_its_way = order_return::Entity::find()
        .select_only()
        .column(order_return::Column::ReturnId)
        .filter(order_return::Column::Tenant.eq(tenant.as_str()))
        .filter(order_return::Column::CustomerId.eq(customer.uuid()))
        .filter(order_return::Column::State.eq(ReturnState::Authorized.as_str()))
        .limit(1)
        .into_tuple::<Uuid>();
    Ok(on_its_way.one(tx.connection()).await?.is_some())
}

/// The customer's first orders in which they are still named.
pub async fn orders_naming(
    tx: &Tx,
    tenant: &TenantId,
    customer: CustomerId,
    limit: u64,
) -> Result<Vec<OrderId>, StoreError> {
    let found = sales_order::Entity::find()
        .select_only()
        .column(sales_order::Column::OrderId)
        .filter(sales_order::Column::Tenant.eq(tenant.as_str()))
        .filter(sales_order::Column::CustomerId.eq(customer.uuid()))
        .filter(sales_order::Column::CustomerName.ne(ERASED))
        .order_by_asc(sales_order::Column::Number)
        .limit(limit)
        .into_tuple::<Uuid>();
    Ok(found.all(tx.connection()).await?.into_iter().map(OrderId::from_uuid).collect())
}

/// Forgets the customer in the returns of these orders.
pub async fn erase_in_returns(tx: &Tx, tenant: &TenantId, orders: &[OrderId]) -> Result<(), StoreError> {
    let ids = orders.iter().map(|order| order.uuid());
    let erased =
        [(order_return::Column::CustomerName, ERASED.into()), (order_return::Column::CustomerTaxId, "".into())];
    set::overwrite::<order_return::Entity>(tx, tenant, order_return::Column::OrderId, ids, erased).await?;
    trail::mention(tx, orders.iter().map(|order| ("order", order.uuid())));
    Ok(())
}
