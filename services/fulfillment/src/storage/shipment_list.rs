//! Pages of shipments, each by key over an index.

use o2c_kernel::TenantId;
use o2c_store::{Tx, set};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::SelectStatement,
};
use uuid::Uuid;

use super::{
    entities::{customer_order, shipment},
    shipments,
};
use crate::{
    domain::{
        ids::{CustomerId, OrderId},
        shipment::{Shipment, State},
    },
    error::FulfillmentError,
};

/// Which, and behind which of them a page begins.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// None: of all states.
    pub state: Option<State>,
    /// Empty: of all orders.
    pub orders: &'a [OrderId],
    /// None: of all customers.
    pub customer: Option<CustomerId>,
    pub after: Option<(Option<Uuid>, Uuid)>,
}

/// Oldest first; of a customer order by order, which is how an index leads to them.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    wanted: Wanted<'_>,
    limit: u64,
    with_lines: bool,
) -> Result<Vec<Shipment>, FulfillmentError> {
    let Wanted { state, orders, customer, after } = wanted;
    let mut query = shipment::Entity::find().filter(shipment::Column::Tenant.eq(tenant.as_str()));
    if let Some(state) = state {
        query = query.filter(shipment::Column::State.eq(state.name()));
    }
    if !orders.is_empty() {
        query = query.filter(shipment::Column::OrderId.is_in(orders.iter().map(|order| order.uuid())));
    }
    if let Some(customer) = customer {
        query = query.filter(shipment::Column::OrderId.in_subquery(orders_of(tenant, customer)));
        query = query.order_by_asc(shipment::Column::OrderId);
    }
    query = match after {
        None => query,
        Some((None, after)) => query.filter(shipment::Column::ShipmentId.gt(after)),
        Some((Some(order), after)) => query.filter(behind(order, after)),
    };
    let rows = set::select(tx, query.order_by_asc(shipment::Column::ShipmentId).limit(limit)).await?;
    shipments::load(tx, tenant, rows, with_lines).await
}

/// Behind a shipment of an order, in the order of orders. The first part follows from the second, and is where an engine
/// begins to read.
fn behind(order: Uuid, after: Uuid) -> Condition {
    let same = Condition::all().add(shipment::Column::OrderId.eq(order)).add(shipment::Column::ShipmentId.gt(after));
    let behind = Condition::any().add(shipment::Column::OrderId.gt(order)).add(same);
    Condition::all().add(shipment::Column::OrderId.gte(order)).add(behind)
}

fn orders_of(tenant: &TenantId, customer: CustomerId) -> SelectStatement {
    customer_order::Entity::find()
        .select_only()
        .column(customer_order::Column::OrderId)
        .filter(customer_order::Column::Tenant.eq(tenant.as_str()))
        .filter(customer_order::Column::CustomerId.eq(customer.uuid()))
        .into_query()
}
