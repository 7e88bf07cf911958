//! Source orders and lines.

use std::collections::BTreeMap;

use o2c_kernel::{Id, Money, Quantity, TenantId, UnitPrice};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::{
    entities::{source_line, source_order},
    rows,
};
use crate::domain::{
    ids::OrderId,
    source::{SourceLine, SourceOrder},
};

/// Lines by order and number.
pub type SourceLines = BTreeMap<OrderId, BTreeMap<i32, SourceLine>>;

/// Writes confirmed orders with their lines.
pub async fn insert(
    tx: &Tx,
    tenant: &TenantId,
    orders: &[SourceOrder],
    lines: &[SourceLine],
) -> Result<(), StoreError> {
    let orders: Result<Vec<_>, StoreError> = orders.iter().map(|order| order_row(tenant.as_str(), order)).collect();
    set::insert::<source_order::Entity>(tx, orders?).await?;
    set::insert::<source_line::Entity>(tx, lines.iter().map(|line| line_row(tenant.as_str(), line))).await?;
    Ok(())
}

/// The orders that are known.
pub async fn orders(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<BTreeMap<OrderId, SourceOrder>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let found = set::find::<source_order::Entity>(tx, tenant, source_order::Column::OrderId, ids).await?;
    found.into_iter().map(|row| order(row).map(|order| (order.id, order))).collect()
}

/// As [`orders`], and holds them to the end of the transaction: their invoices are billed again by nobody else meanwhile.
/// They are held before lines and documents, by everybody.
pub async fn orders_for_update(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<BTreeMap<OrderId, SourceOrder>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let found = set::find_for_update::<source_order::Entity>(tx, tenant, source_order::Column::OrderId, ids).await?;
    found.into_iter().map(|row| order(row).map(|order| (order.id, order))).collect()
}

/// Forgets the customers of orders: what may still be billed needs no name.
pub async fn erase_customers(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let found = set::find_for_update::<source_order::Entity>(tx, tenant, source_order::Column::OrderId, ids).await?;
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        let mut order = order(row)?;
        order.erase_customer();
        rows.push(order_row(tenant.as_str(), &order)?);
    }
    set::update_columns::<source_order::Entity>(tx, rows, source_order::CHANGING).await.map(drop)
}

/// The lines of orders, locked until the end of the transaction.
pub async fn lines_for_update(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<SourceLines, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let found = set::find_for_update::<source_line::Entity>(tx, tenant, source_line::Column::OrderId, ids).await?;
    let mut lines = SourceLines::new();
    for row in found {
        let line = line(row)?;
        lines.entry(line.order).or_default().insert(line.number, line);
    }
    Ok(lines)
}

/// Writes lines that are locked.
pub async fn save<'a>(
    tx: &Tx,
    tenant: &TenantId,
    lines: impl IntoIterator<Item = &'a SourceLine>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = lines.into_iter().map(|line| line_row(tenant.as_str(), line)).collect();
    set::update_columns::<source_line::Entity>(tx, rows, source_line::CHANGING).await?;
    Ok(())
}

fn order_row(tenant: &str, order: &SourceOrder) -> Result<source_order::Model, StoreError> {
    Ok(source_order::Model {
        tenant: tenant.to_owned(),
        order_id: order.id.uuid(),
        number: order.number.clone(),
        customer_id: order.customer.id.uuid(),
        customer: rows::json(&order.customer)?,
        ship_to: rows::address_json(order.ship_to.as_ref())?,
        ordered_on: order.ordered_on.days(),
        currency: order.currency.code().to_owned(),
    })
}

fn order(row: source_order::Model) -> Result<SourceOrder, StoreError> {
    Ok(SourceOrder {
        id: Id::from_uuid(row.order_id),
        number: row.number,
        customer: rows::of_json(&row.customer)?,
        ship_to: row.ship_to.as_deref().map(rows::of_json).transpose()?,
        ordered_on: rows::date(row.ordered_on)?,
        currency: rows::currency(&row.currency)?,
    })
}

fn line_row(tenant: &str, line: &SourceLine) -> source_line::Model {
    source_line::Model {
        tenant: tenant.to_owned(),
        order_id: line.order.uuid(),
        line_number: line.number,
        product_id: rows::uuid(line.product),
        description: line.description.clone(),
        currency: line.net.currency().code().to_owned(),
        quantity: line.quantity.micros(),
        unit_price: line.unit_price.micros(),
        net_amount: line.net.minor(),
        billing_rule: rows::rule_text(line.rule).to_owned(),
        tax_category: line.tax_category.clone(),
        cancelled_quantity: line.cancelled_quantity.micros(),
        cancelled_net: line.cancelled_net.minor(),
        billed_quantity: line.billed_quantity.micros(),
        billed_net: line.billed_net.minor(),
        returned_quantity: line.returned_quantity.micros(),
        version: line.version,
    }
}

fn line(row: source_line::Model) -> Result<SourceLine, StoreError> {
    let currency = rows::currency(&row.currency)?;
    Ok(SourceLine {
        order: Id::from_uuid(row.order_id),
        number: row.line_number,
        product: rows::id(row.product_id),
        description: row.description,
        quantity: Quantity::from_micros(row.quantity),
        unit_price: UnitPrice::new(row.unit_price, currency),
        net: Money::new(row.net_amount, currency),
        rule: rows::rule(&row.billing_rule)?,
        tax_category: row.tax_category,
        cancelled_quantity: Quantity::from_micros(row.cancelled_quantity),
        cancelled_net: Money::new(row.cancelled_net, currency),
        billed_quantity: Quantity::from_micros(row.billed_quantity),
        billed_net: Money::new(row.billed_net, currency),
        returned_quantity: Quantity::from_micros(row.returned_quantity),
        version: row.version,
    })
}
