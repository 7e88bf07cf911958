//! Lines of orders were cancelled: what was held for them is free.

use o2c_kernel::{Call, TenantId};
use o2c_store::Tx;

use super::finish::finish;
use crate::{
    domain::{Cancellation, Desk, OrderId, Refusal},
    error::CreditError,
    service::Credit,
    storage::{accounts, documents, reservations, reviews},
};

/// Takes each cancellation in, in the order given and in the caller's transaction.
pub async fn cancel_orders(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    cancellations: &[Cancellation],
) -> Result<Vec<Result<(), Refusal>>, CreditError> {
    let orders: Vec<OrderId> = cancellations.iter().map(|one| one.order).collect();
    let mut desk = desk_of_orders(tx, call.tenant(), &orders).await?;
    let by = call.principal();
    let cancelled = cancellations.iter().map(|cancellation| desk.cancel(cancellation, by)).collect();
    finish(credit, tx, call, desk).await?;
    Ok(cancelled)
}

/// All that belongs to orders. Their accounts are known from their reservations; behind the locks these are read again.
pub(super) async fn desk_of_orders(tx: &Tx, tenant: &TenantId, orders: &[OrderId]) -> Result<Desk, CreditError> {
    let seen = reservations::of_orders(tx, tenant, orders.iter().copied()).await?;
    let ids = seen.iter().filter_map(|reservation| reservation.holding).map(|holding| holding.account);
    let locked = accounts::lock(tx, tenant, ids.collect::<Vec<_>>()).await?;
    let known =
        if locked.is_empty() { seen } else { reservations::of_orders(tx, tenant, orders.iter().copied()).await? };
    Ok(Desk::default()
        .with_accounts(locked)
        .with_reservations(known)
        .with_reviews(reviews::of_orders(tx, tenant, orders.iter().copied()).await?)
        .with_documents(documents::find(tx, tenant, orders.iter().map(|order| order.uuid())).await?))
}
