//! Forgets who customers are.
//!
//! The customer goes at once, and orders some at a time, so that no call is long; the fact tells everybody who has a copy.

use o2c_kernel::{Call, PerItem, Set, TenantId};
use o2c_store::{StoreError, Tx};

use crate::{
    domain::{Customer, CustomerId, OrderId, Refusal},
    error::OrdersError,
    events,
    service::Orders,
    storage::{self, orders::Loaded},
};

/// Orders of a customer that are erased at once.
const ORDERS: usize = 500;

/// What was done of it.
#[derive(Clone, Debug)]
pub struct Erased {
    pub customer: Customer,
    pub orders: usize,
    /// Nothing is left to do.
    pub complete: bool,
}

pub async fn erase_customers(
    orders: &Orders,
    call: &Call,
    set: Set<CustomerId, Erased>,
) -> Result<PerItem<Erased, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let tenant = call.tenant();
        let ids: Vec<CustomerId> = claimed.pending().copied().collect();
        let mut found = storage::customers::find_for_update(tx, tenant, ids).await?;
        for item in claimed.items_mut() {
            let id = *item.command();
            let Some(mut customer) = found.remove(&id) else {
                item.refuse(Refusal::CustomerNotFound(id).into());
                continue;
            };
            if storage::erasure::in_use(tx, tenant, id).await? {
                item.refuse(Refusal::CustomerInUse(id).into());
                continue;
            }
            let limit = u64::try_from(ORDERS).unwrap_or(u64::MAX).saturating_add(1);
            let mut named = storage::erasure::orders_naming(tx, tenant, id, limit).await?;
            let complete = named.len() <= ORDERS;
            named.truncate(ORDERS);
            let mut loaded = storage::orders::load_for_update(tx, tenant, named.iter().copied()).await?;
            forget_in_orders(tx, tenant, &mut loaded, &named).await?;
            forget_customer(tx, tenant, &mut customer).await?;
            events::publish_erased(tx, &orders.outbox, call, id, &named).await?;
            item.accept(Erased { customer, orders: named.len(), complete });
        }
        Ok(())
    });
    decided.await
}

/// Nobody knows any more who ordered these.
pub(super) async fn forget_in_orders(
    tx: &Tx,
    tenant: &TenantId,
    loaded: &mut Loaded,
    named: &[OrderId],
) -> Result<(), StoreError> {
    named.iter().for_each(|order| loaded.erase_person(*order));
    storage::orders::save(tx, tenant, loaded).await?;
    storage::erasure::erase_in_returns(tx, tenant, named).await
}

/// Nobody knows any more who it is.
pub(super) async fn forget_customer(tx: &Tx, tenant: &TenantId, customer: &mut Customer) -> Result<(), StoreError> {
    if !customer.erased {
        customer.erase();
        storage::customers::update(tx, tenant, std::slice::from_ref(&*customer)).await?;
    }
    Ok(())
}
