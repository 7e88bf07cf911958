//! Returns, in sets.

use std::collections::BTreeMap;

use o2c_kernel::{Money, Quantity, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{order_return, return_line};
use super::read;
use crate::domain::{
    CustomerId, CustomerSnapshot, Disposition, OrderId, ProductId, Return, ReturnId, ReturnLine, ReturnState,
};

/// Those that exist, locked.
pub async fn find_for_update(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReturnId>,
) -> Result<BTreeMap<ReturnId, Return>, StoreError> {
    let ids = ids.into_iter().map(ReturnId::uuid);
    let headers = set::find_for_update::<order_return::Entity>(tx, tenant, order_return::Column::ReturnId, ids).await?;
    Ok(complete(tx, tenant, headers).await?.into_iter().map(|found| (found.id, found)).collect())
}

/// Those that exist.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReturnId>,
) -> Result<BTreeMap<ReturnId, Return>, StoreError> {
    let ids = ids.into_iter().map(ReturnId::uuid);
    let headers = set::find::<order_return::Entity>(tx, tenant, order_return::Column::ReturnId, ids).await?;
    Ok(complete(tx, tenant, headers).await?.into_iter().map(|found| (found.id, found)).collect())
}

/// A page, oldest first.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    order: Option<OrderId>,
    customer: Option<CustomerId>,
    after_number: Option<i64>,
    limit: u64,
) -> Result<Vec<Return>, StoreError> {
    use order_return::Column;
    let mut query = order_return::Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(order) = order {
        query = query.filter(Column::OrderId.eq(order.uuid()));
    }
    if let Some(customer) = customer {
        query = query.filter(Column::CustomerId.eq(customer.uuid()));
    }
    if let Some(after) = after_number {
        query = query.filter(Column::Number.gt(after));
    }
    let headers = query.order_by_asc(Column::Number).limit(limit).all(tx.connection()).await?;
    complete(tx, tenant, headers).await
}

pub async fn insert(tx: &Tx, tenant: &TenantId, returns: &[Return]) -> Result<(), StoreError> {
    let headers: Vec<_> = returns.iter().map(|new| header(tenant, new, new.version)).collect();
    set::insert::<order_return::Entity>(tx, headers).await?;
    set::insert::<return_line::Entity>(tx, line_rows(tenant, returns)).await?;
    Ok(())
}

/// Each has been changed once: its version is one ahead of its row's.
pub async fn update(tx: &Tx, tenant: &TenantId, returns: &[Return]) -> Result<(), StoreError> {
    let headers: Vec<_> = returns.iter().map(|changed| header(tenant, changed, changed.version - 1)).collect();
    set::update::<order_return::Entity>(tx, headers).await?;
    set::update::<return_line::Entity>(tx, line_rows(tenant, returns)).await?;
    Ok(())
}

async fn complete(tx: &Tx, tenant: &TenantId, headers: Vec<order_return::Model>) -> Result<Vec<Return>, StoreError> {
    if headers.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = headers.iter().map(|row| row.return_id).collect();
    let mut lines: BTreeMap<Uuid, Vec<return_line::Model>> = BTreeMap::new();
    for row in set::find::<return_line::Entity>(tx, tenant, return_line::Column::ReturnId, ids).await? {
        lines.entry(row.return_id).or_default().push(row);
    }
    headers
        .into_iter()
        .map(|row| {
            let lines = lines.remove(&row.return_id).unwrap_or_default();
            whole(row, lines)
        })
        .collect()
}

fn whole(row: order_return::Model, mut lines: Vec<return_line::Model>) -> Result<Return, StoreError> {
    let currency = read::currency(&row.currency)?;
    lines.sort_unstable_by_key(|line| line.line_number);
    Ok(Return {
        id: ReturnId::from_uuid(row.return_id),
        number: row.number,
        order: OrderId::from_uuid(row.order_id),
        customer: CustomerSnapshot {
            id: CustomerId::from_uuid(row.customer_id),
            name: row.customer_name,
            country: read::country(&row.customer_country)?,
            tax_id: row.customer_tax_id,
            payment_terms: read::terms(row.net_days, row.cash)?,
        },
        currency,
        authorized_on: read::date(row.authorized_on)?,
        reason: row.reason,
        lines: lines
            .into_iter()
            .map(|line| ReturnLine {
                number: line.line_number,
                order_line: line.order_line,
                product: ProductId::from_uuid(line.product_id),
                quantity: Quantity::from_micros(line.quantity),
                credit_net: Money::new(line.credit_net, currency),
                at_order_price: line.at_order_price,
                disposition: if line.scrap { Disposition::Scrap } else { Disposition::Restock },
                received: Quantity::from_micros(line.received),
            })
            .collect(),
        state: read::spelled("state", &row.state, ReturnState::parse)?,
        version: row.version,
    })
}

fn header(tenant: &TenantId, of: &Return, version: i64) -> order_return::Model {
    order_return::Model {
        tenant: tenant.as_str().to_owned(),
        return_id: of.id.uuid(),
        number: of.number,
        order_id: of.order.uuid(),
        customer_id: of.customer.id.uuid(),
        customer_name: of.customer.name.clone(),
        customer_country: of.customer.country.as_str().to_owned(),
        customer_tax_id: of.customer.tax_id.clone(),
        net_days: of.customer.payment_terms.net_days.into(),
        cash: of.customer.payment_terms.cash,
        currency: of.currency.code().to_owned(),
        authorized_on: of.authorized_on.days(),
        reason: of.reason.clone(),
        state: of.state.as_str().to_owned(),
        version,
    }
}

fn line_rows(tenant: &TenantId, returns: &[Return]) -> Vec<return_line::Model> {
    let rows = returns.iter().flat_map(|of| {
        of.lines.iter().map(|line| return_line::Model {
            tenant: tenant.as_str().to_owned(),
            return_id: of.id.uuid(),
            line_number: line.number,
            order_line: line.order_line,
            product_id: line.product.uuid(),
            quantity: line.quantity.micros(),
            credit_net: line.credit_net.minor(),
            scrap: line.disposition == Disposition::Scrap,
            received: line.received.micros(),
            at_order_price: line.at_order_price,
        })
    });
    rows.collect()
}
