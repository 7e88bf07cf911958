//! Orders: the second thing that is locked.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Id, Money, Quantity, TenantId};
use o2c_store::{Tx, set};

use super::{
    address_of, address_text, currency_of,
    entities::{customer_order, customer_order_line},
    missing,
};
use crate::{
    domain::{
        Floor,
        ids::OrderId,
        order::{Confirmed, Order, OrderLine},
    },
    error::FulfillmentError,
};

/// Makes the rows of orders that are not there yet, so that there is something to lock.
pub async fn ensure(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<(), FulfillmentError> {
    let ids: BTreeSet<OrderId> = ids.into_iter().collect();
    let rows: Result<Vec<_>, _> = ids.into_iter().map(|id| row_of(tenant, &Order::unknown(id))).collect();
    set::insert_ignoring_conflicts::<customer_order::Entity>(tx, rows?).await?;
    Ok(())
}

/// Locks orders and puts them on the floor, with the lines of those that are confirmed where they are needed.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    floor: &mut Floor,
    ids: impl IntoIterator<Item = OrderId>,
    with_lines: bool,
) -> Result<(), FulfillmentError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<customer_order::Entity>(tx, tenant, customer_order::Column::OrderId, ids).await?;
    for order in load(tx, tenant, rows, with_lines).await? {
        floor.load_order(order);
    }
    Ok(())
}

/// The same without a lock and without a floor, for reading.
pub async fn read(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
    with_lines: bool,
) -> Result<BTreeMap<OrderId, Order>, FulfillmentError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<customer_order::Entity>(tx, tenant, customer_order::Column::OrderId, ids).await?;
    let orders = load(tx, tenant, rows, with_lines).await?;
    Ok(orders.into_iter().map(|order| (order.id, order)).collect())
}

async fn load(
    tx: &Tx,
    tenant: &TenantId,
    rows: Vec<customer_order::Model>,
    with_lines: bool,
) -> Result<Vec<Order>, FulfillmentError> {
    let confirmed: Vec<_> = rows.iter().filter(|row| row.confirmed && with_lines).map(|row| row.order_id).collect();
    let mut lines: BTreeMap<_, Vec<customer_order_line::Model>> = BTreeMap::new();
    for line in
        set::find::<customer_order_line::Entity>(tx, tenant, customer_order_line::Column::OrderId, confirmed).await?
    {
        lines.entry(line.order_id).or_default().push(line);
    }
    rows.into_iter()
        .map(|row| {
            let lines = lines.remove(&row.order_id).unwrap_or_default();
            of_row(row, lines)
        })
        .collect()
}

/// The lines of orders confirmed now; they are never changed.
pub async fn insert_lines<'a>(
    tx: &Tx,
    tenant: &TenantId,
    orders: impl IntoIterator<Item = &'a Order>,
) -> Result<(), FulfillmentError> {
    let rows = orders.into_iter().flat_map(|order| {
        order.confirmed.iter().flat_map(|confirmed| &confirmed.lines).map(|line| customer_order_line::Model {
            tenant: tenant.as_str().to_owned(),
            order_id: order.id.uuid(),
            line_number: line.line_number,
            product_id: line.product.uuid(),
            sku: line.sku.clone(),
            service: line.service,
            quantity: line.quantity.micros(),
            gross_estimate: line.gross_estimate.minor(),
        })
    });
    set::insert::<customer_order_line::Entity>(tx, rows.collect::<Vec<_>>()).await?;
    Ok(())
}

fn of_row(row: customer_order::Model, mut lines: Vec<customer_order_line::Model>) -> Result<Order, FulfillmentError> {
    let mut order = Order {
        id: Id::from_uuid(row.order_id),
        active_holds: row.active_holds,
        confirmed: None,
        version: row.version,
    };
    if row.confirmed {
        let currency = currency_of(&row.currency)?;
        lines.sort_unstable_by_key(|line| line.line_number);
        let lines = lines.into_iter().map(|line| OrderLine {
            line_number: line.line_number,
            product: Id::from_uuid(line.product_id),
            sku: line.sku,
            service: line.service,
            quantity: Quantity::from_micros(line.quantity),
            gross_estimate: Money::new(line.gross_estimate, currency),
        });
        order.confirmed = Some(Confirmed {
            number: row.number,
            customer: Id::from_uuid(row.customer_id.ok_or_else(|| missing("the customer of order", row.order_id))?),
            ship_to: address_of(&row.ship_to)?,
            currency,
            ship_complete: row.ship_complete,
            lines: lines.collect(),
        });
    }
    Ok(order)
}

pub(super) fn row_of(tenant: &TenantId, order: &Order) -> Result<customer_order::Model, FulfillmentError> {
    let confirmed = order.confirmed.as_ref();
    Ok(customer_order::Model {
        tenant: tenant.as_str().to_owned(),
        order_id: order.id.uuid(),
        active_holds: order.active_holds,
        confirmed: confirmed.is_some(),
        number: confirmed.map(|order| order.number.clone()).unwrap_or_default(),
        customer_id: confirmed.map(|order| order.customer.uuid()),
        ship_to: address_text(confirmed.and_then(|order| order.ship_to.as_ref()))?,
        currency: confirmed.map(|order| order.currency.code().to_owned()).unwrap_or_default(),
        ship_complete: confirmed.is_some_and(|order| order.ship_complete),
        version: order.version,
    })
}
