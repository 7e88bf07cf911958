//! Forgetting customers' names.

use o2c_kernel::{ERASED, TenantId};
use o2c_store::{StoreError, Tx, set, trail};

use super::entities::open_item;
use crate::domain::CustomerId;

/// The items stay, under the customers' ids.
pub async fn erase_customers(tx: &Tx, tenant: &TenantId, customers: &[CustomerId]) -> Result<(), StoreError> {
    let ids = customers.iter().map(|customer| customer.uuid());
    let erased = [(open_item::Column::CustomerName, ERASED.into())];
    set::overwrite::<open_item::Entity>(tx, tenant, open_item::Column::CustomerId, ids, erased).await?;
    trail::mention(tx, customers.iter().map(|customer| ("customer", customer.uuid())));
    Ok(())
}
