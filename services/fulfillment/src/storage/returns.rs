//! What may come back, and what did.

use std::collections::BTreeMap;

use o2c_kernel::{Id, Money, Quantity, TenantId};
use o2c_store::{Tx, set};
use uuid::Uuid;

use super::{
    currency_of,
    entities::{goods_return, goods_return_line, return_authorization, return_authorization_line},
};
use crate::{
    domain::{
        goods_return::{AuthorizedLine, Disposition, GoodsReturn, ReturnAuthorization},
        ids::{ProductId, ReturnId},
    },
    error::FulfillmentError,
};

/// Locks authorisations by id.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReturnId>,
) -> Result<BTreeMap<ReturnId, ReturnAuthorization>, FulfillmentError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let column = return_authorization::Column::ReturnId;
    let rows = set::find_for_update::<return_authorization::Entity>(tx, tenant, column, ids).await?;
    let found: Vec<Uuid> = rows.iter().map(|row| row.return_id).collect();
    let column = return_authorization_line::Column::ReturnId;
    let mut lines: BTreeMap<Uuid, Vec<return_authorization_line::Model>> = BTreeMap::new();
    for line in set::find::<return_authorization_line::Entity>(tx, tenant, column, found).await? {
        lines.entry(line.return_id).or_default().push(line);
    }
    rows.into_iter()
        .map(|row| {
            let mut lines = lines.remove(&row.return_id).unwrap_or_default();
            lines.sort_unstable_by_key(|line| line.line_number);
            of_row(row, lines).map(|authorization| (authorization.id, authorization))
        })
        .collect()
}

/// The goods that each authorisation names, read before anything is locked: they never change.
pub async fn goods(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReturnId>,
) -> Result<BTreeMap<ReturnId, Vec<(ProductId, Quantity)>>, FulfillmentError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let column = return_authorization_line::Column::ReturnId;
    let mut goods: BTreeMap<ReturnId, Vec<(ProductId, Quantity)>> = BTreeMap::new();
    for line in set::find::<return_authorization_line::Entity>(tx, tenant, column, ids).await? {
        if !line.service {
            let line_goods = (Id::from_uuid(line.product_id), Quantity::from_micros(line.quantity));
            goods.entry(Id::from_uuid(line.return_id)).or_default().push(line_goods);
        }
    }
    Ok(goods)
}

pub async fn insert(
    tx: &Tx,
    tenant: &TenantId,
    authorizations: &[ReturnAuthorization],
) -> Result<(), FulfillmentError> {
    let rows = authorizations.iter().map(|authorization| row_of(tenant, authorization));
    set::insert::<return_authorization::Entity>(tx, rows.collect::<Vec<_>>()).await?;
    let lines = authorizations.iter().flat_map(|authorization| lines_of(tenant, authorization));
    set::insert::<return_authorization_line::Entity>(tx, lines.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Writes what came back, and how much of each authorisation has.
pub async fn save(
    tx: &Tx,
    tenant: &TenantId,
    changed: &[&ReturnAuthorization],
    came_back: &[GoodsReturn],
) -> Result<(), FulfillmentError> {
    let rows = changed.iter().map(|authorization| row_of(tenant, authorization));
    set::update::<return_authorization::Entity>(tx, rows.collect::<Vec<_>>()).await?;
    let lines = changed.iter().flat_map(|authorization| lines_of(tenant, authorization));
    set::update::<return_authorization_line::Entity>(tx, lines.collect::<Vec<_>>()).await?;
    let rows = came_back.iter().map(|one| goods_return::Model {
        tenant: tenant.as_str().to_owned(),
        goods_return_id: one.id.uuid(),
        return_id: one.return_id.uuid(),
        order_id: one.order.uuid(),
        warehouse_id: one.warehouse.uuid(),
        received_on: one.received_on.days(),
    });
    set::insert::<goods_return::Entity>(tx, rows.collect::<Vec<_>>()).await?;
    let lines = came_back.iter().flat_map(|one| {
        one.lines.iter().map(|line| goods_return_line::Model {
            tenant: tenant.as_str().to_owned(),
            goods_return_id: one.id.uuid(),
            return_line_number: line.return_line_number,
            order_line_number: line.order_line_number,
            quantity: line.quantity.micros(),
            restocked: line.restocked,
            credit_net: line.credit_net.minor(),
        })
    });
    set::insert::<goods_return_line::Entity>(tx, lines.collect::<Vec<_>>()).await?;
    Ok(())
}

fn of_row(
    row: return_authorization::Model,
    lines: Vec<return_authorization_line::Model>,
) -> Result<ReturnAuthorization, FulfillmentError> {
    let currency = currency_of(&row.currency)?;
    let lines = lines.into_iter().map(|line| AuthorizedLine {
        line_number: line.line_number,
        order_line_number: line.order_line_number,
        product: Id::from_uuid(line.product_id),
        service: line.service,
        quantity: Quantity::from_micros(line.quantity),
        received: Quantity::from_micros(line.received),
        credit_net: Money::new(line.credit_net, currency),
        at_order_price: line.at_order_price,
        disposition: if line.scrap { Disposition::Scrap } else { Disposition::Restock },
    });
    Ok(ReturnAuthorization {
        id: Id::from_uuid(row.return_id),
        order: Id::from_uuid(row.order_id),
        customer: Id::from_uuid(row.customer_id),
        currency,
        reason: row.reason,
        lines: lines.collect(),
        version: row.version,
    })
}

fn row_of(tenant: &TenantId, authorization: &ReturnAuthorization) -> return_authorization::Model {
    return_authorization::Model {
        tenant: tenant.as_str().to_owned(),
        return_id: authorization.id.uuid(),
        order_id: authorization.order.uuid(),
        customer_id: authorization.customer.uuid(),
        currency: authorization.currency.code().to_owned(),
        reason: authorization.reason.clone(),
        version: authorization.version,
    }
}

fn lines_of<'a>(
    tenant: &'a TenantId,
    authorization: &'a ReturnAuthorization,
) -> impl Iterator<Item = return_authorization_line::Model> + 'a {
    authorization.lines.iter().map(|line| return_authorization_line::Model {
        tenant: tenant.as_str().to_owned(),
        return_id: authorization.id.uuid(),
        line_number: line.line_number,
        order_line_number: line.order_line_number,
        product_id: line.product.uuid(),
        service: line.service,
        quantity: line.quantity.micros(),
        received: line.received.micros(),
        credit_net: line.credit_net.minor(),
        at_order_price: line.at_order_price,
        scrap: line.disposition == Disposition::Scrap,
    })
}
