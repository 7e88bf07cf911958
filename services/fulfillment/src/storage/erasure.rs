//! Forgetting whom goods went to.

use o2c_kernel::{ERASED, TenantId};
use o2c_store::{Tx, set, trail};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    address_of, address_text,
    entities::{customer_order, shipment},
};
use crate::{domain::ids::OrderId, error::FulfillmentError};

/// Forgets it of orders of which nothing is to be shipped any more.
pub async fn erase(tx: &Tx, tenant: &TenantId, orders: &[OrderId]) -> Result<(), FulfillmentError> {
    if orders.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = orders.iter().map(|order| order.uuid()).collect();
    let column = customer_order::Column::OrderId;
    let mut rows = set::find_for_update::<customer_order::Entity>(tx, tenant, column, ids.clone()).await?;
    for row in &mut rows {
        let ship_to = address_of(&row.ship_to)?.map(|address| address.erased());
        row.ship_to = address_text(ship_to.as_ref())?;
    }
    set::update::<customer_order::Entity>(tx, rows).await?;
    let taken_in = shipment::Entity::update_many()
        .col_expr(shipment::Column::ReceivedBy, Expr::value(ERASED))
        .filter(shipment::Column::Tenant.eq(tenant.as_str()))
        .filter(shipment::Column::OrderId.is_in(ids))
        .filter(shipment::Column::ReceivedBy.is_not_null());
    taken_in.exec(tx.connection()).await.map_err(o2c_store::StoreError::from)?;
    trail::mention(tx, orders.iter().map(|order| ("order", order.uuid())));
    Ok(())
}
