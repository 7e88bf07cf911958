//! What became of returns: written once, and read by the audit.

use std::collections::BTreeMap;

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    entities::return_credit::{Column, Entity, Model},
    laws::{After, beyond, tenant},
};
use crate::domain::{
    ids::{GoodsReturnId, OrderId},
    returned::{GoodsReturn, LineOutcome},
};

/// Keeps what became of each line.
pub async fn insert(tx: &Tx, tenant: &TenantId, returns: &[(GoodsReturn, Vec<LineOutcome>)]) -> Result<(), StoreError> {
    let rows = returns.iter().flat_map(|(goods, outcomes)| {
        (1_i32..).zip(goods.lines.iter().zip(outcomes)).map(move |(entry, (returned, outcome))| Model {
            tenant: tenant.as_str().to_owned(),
            goods_return_id: goods.id.uuid(),
            entry,
            order_id: goods.order.uuid(),
            order_line_number: outcome.order_line,
            at_order_price: outcome.at_order_price,
            agreed_net: returned.net.minor(),
            on_invoices_net: outcome.on_invoices.minor(),
            unreferenced_net: outcome.unreferenced.minor(),
            not_credited_net: outcome.not_credited.minor(),
        })
    });
    set::insert::<Entity>(tx, rows).await?;
    Ok(())
}

/// A returned line, as it is stored; amounts in minor units of its order's currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Returned {
    pub order: OrderId,
    pub order_line: i32,
    pub at_order_price: bool,
    pub agreed: i64,
    pub on_invoices: i64,
    pub unreferenced: i64,
    pub not_credited: i64,
}

/// A return of a tenant, with its lines.
pub type OfTenant = (TenantId, GoodsReturnId, Vec<Returned>);

/// A page of the returns of all tenants, each with all its lines.
pub async fn page(tx: &Tx, after: &After, limit: u64) -> Result<Vec<OfTenant>, StoreError> {
    let mut query = Entity::find().select_only().columns([Column::Tenant, Column::GoodsReturnId]).distinct();
    if let Some((tenant, id)) = after {
        query = query.filter(beyond(Column::Tenant, Column::GoodsReturnId, tenant.as_str().into(), (*id).into()));
    }
    let query = query.order_by_asc(Column::Tenant).order_by_asc(Column::GoodsReturnId).limit(limit);
    let keys: Vec<(String, Uuid)> = query.into_tuple().all(tx.connection()).await?;
    let mut found = Vec::with_capacity(keys.len());
    for of_tenant in keys.chunk_by(|left, right| left.0 == right.0) {
        let Some((name, _)) = of_tenant.first() else { continue };
        let tenant = tenant(name)?;
        let ids: Vec<Uuid> = of_tenant.iter().map(|(_, id)| *id).collect();
        let rows = set::find::<Entity>(tx, &tenant, Column::GoodsReturnId, ids.iter().copied()).await?;
        let mut lines: BTreeMap<Uuid, Vec<Returned>> = BTreeMap::new();
        for row in &rows {
            lines.entry(row.goods_return_id).or_default().push(returned(row));
        }
        found.extend(
            ids.into_iter().map(|id| (tenant.clone(), Id::from_uuid(id), lines.remove(&id).unwrap_or_default())),
        );
    }
    Ok(found)
}

fn returned(row: &Model) -> Returned {
    Returned {
        order: Id::from_uuid(row.order_id),
        order_line: row.order_line_number,
        at_order_price: row.at_order_price,
        agreed: row.agreed_net,
        on_invoices: row.on_invoices_net,
        unreferenced: row.unreferenced_net,
        not_credited: row.not_credited_net,
    }
}
