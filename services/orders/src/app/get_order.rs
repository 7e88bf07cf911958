//! Reads orders, whole.

use std::time::Duration;

use o2c_kernel::{Call, Deadline};

use super::Page;
use crate::{
    domain::{Order, OrderId, Refusal},
    error::OrdersError,
    service::Orders,
    storage,
};

/// How often to look without being told: another process may decide.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// What is left of the call's time for the answer itself.
const TO_ANSWER: Duration = Duration::from_millis(250);

/// Which order, and how long its acceptance is waited for.
pub struct GetOrder {
    pub order: OrderId,
    pub wait: Duration,
}

pub async fn get_order(orders: &Orders, call: &Call, asked: GetOrder) -> Result<Order, OrdersError> {
    let GetOrder { order: id, wait } = asked;
    if !wait.is_zero() {
        decided(orders, call, id, wait).await?;
    }
    let found = batch_get_orders(orders, call, vec![id]).await?;
    found.items.into_iter().next().ok_or_else(|| Refusal::OrderNotFound(id).into())
}

/// Until the acceptance of the order is not under way any more, or the time is over.
async fn decided(orders: &Orders, call: &Call, id: OrderId, wait: Duration) -> Result<(), OrdersError> {
    let until = Deadline::after(wait.min(call.deadline.remaining().saturating_sub(TO_ANSWER)));
    // before the read: a decision during it is heard of
    let mut hearing = orders.decisions.hear();
    while !until.expired() {
        let look = orders.store.look(call, async |tx| storage::orders::is_accepting(tx, call.tenant(), id).await);
        if !look.await? {
            break;
        }
        let told = tokio::time::timeout(LOOK_AGAIN.min(until.remaining()), hearing.until_decided(id)).await;
        if told.is_ok() {
            break;
        }
    }
    Ok(())
}

/// Those that exist, in the order asked for.
pub async fn batch_get_orders(orders: &Orders, call: &Call, ids: Vec<OrderId>) -> Result<Page<Order>, OrdersError> {
    let tx = orders.store.begin_read(call).await?;
    let mut found = storage::orders::load(&tx, call.tenant(), ids.iter().copied()).await?;
    tx.rollback().await;
    Ok(Page { items: ids.iter().filter_map(|id| found.remove(id)).collect(), next: String::new() })
}
