//! Reads orders, whole.

use o2c_kernel::Call;

use super::Page;
use crate::{
    domain::{Order, OrderId, Refusal},
    error::OrdersError,
    service::Orders,
    storage,
};

pub async fn get_order(orders: &Orders, call: &Call, id: OrderId) -> Result<Order, OrdersError> {
    let found = batch_get_orders(orders, call, vec![id]).await?;
    found.items.into_iter().next().ok_or_else(|| Refusal::OrderNotFound(id).into())
}

/// Those that exist, in the order asked for.
pub async fn batch_get_orders(orders: &Orders, call: &Call, ids: Vec<OrderId>) -> Result<Page<Order>, OrdersError> {
    let tx = orders.store.begin_read(call).await?;
    let mut found = storage::orders::load(&tx, call.tenant(), ids.iter().copied()).await?;
    tx.rollback().await;
    Ok(Page { items: ids.iter().filter_map(|id| found.remove(id)).collect(), next: String::new() })
}
