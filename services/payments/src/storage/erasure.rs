//! Forgetting customers' names. What the bank said stays as it said it: statements are kept by law.

use o2c_kernel::{ERASED, TenantId};
use o2c_store::{StoreError, Tx, set, trail};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::entities::{open_item, payer, payment_exception, receipt};
use super::receipts;
use crate::domain::CustomerId;

/// Items, receipts and exceptions stay, under the customers' ids; nobody is found by a name that they paid under.
pub async fn erase_customers(tx: &Tx, tenant: &TenantId, customers: &[CustomerId]) -> Result<(), StoreError> {
    if customers.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
    let erased = [(open_item::Column::CustomerName, ERASED.into())];
    set::overwrite::<open_item::Entity>(tx, tenant, open_item::Column::CustomerId, ids.clone(), erased).await?;
    let erased = [(receipt::Column::PayerName, ERASED.into())];
    set::overwrite::<receipt::Entity>(tx, tenant, receipt::Column::CustomerId, ids.clone(), erased).await?;
    // who paid may have been found out after the question was asked
    let receipts = receipts::of_customers(tenant, ids.clone());
    let asked = payment_exception::Entity::update_many()
        .col_expr(payment_exception::Column::PayerName, Expr::value(ERASED))
        .filter(payment_exception::Column::Tenant.eq(tenant.as_str()))
        .filter(payment_exception::Column::ReceiptId.in_subquery(receipts));
    asked.exec(tx.connection()).await?;
    set::delete_by_keys::<payer::Entity>(tx, tenant, payer::Column::CustomerId, ids).await?;
    trail::mention(tx, customers.iter().map(|customer| ("customer", customer.uuid())));
    Ok(())
}
