//! Forgetting customers' names.

use o2c_kernel::{ERASED, TenantId};
use o2c_store::{StoreError, Tx, trail};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::entities::open_item;
use crate::domain::CustomerId;

/// The items stay, under the customers' ids.
pub async fn erase_customers(tx: &Tx, tenant: &TenantId, customers: &[CustomerId]) -> Result<(), StoreError> {
    if customers.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
    let named = open_item::Entity::update_many()
        .col_expr(open_item::Column::CustomerName, Expr::value(ERASED))
        .filter(open_item::Column::Tenant.eq(tenant.as_str()))
        .filter(open_item::Column::CustomerId.is_in(ids));
    named.exec(tx.connection()).await?;
    trail::mention(tx, customers.iter().map(|customer| ("customer", customer.uuid())));
    Ok(())
}
