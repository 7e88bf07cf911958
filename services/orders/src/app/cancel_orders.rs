//! Cancels what is open. What fulfillment may hold for the order is asked back first, by a saga.

use o2c_kernel::{Call, PerItem, Set};

use crate::{
    domain::{Cancellation, LineQuantity, Order, OrderFact, OrderId, Refusal},
    error::OrdersError,
    events::{self, Stated},
    sagas::{self, ToCancel},
    service::Orders,
    storage,
};

#[derive(Clone, Debug)]
pub struct CancelOrder {
    pub order: OrderId,
    pub version: Option<i64>,
    pub reason: String,
    /// Empty: everything that is open.
    pub lines: Vec<LineQuantity>,
}

pub async fn cancel_orders(
    orders: &Orders,
    call: &Call,
    set: Set<CancelOrder, Order>,
) -> Result<PerItem<Order, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let ids: Vec<OrderId> = claimed.pending().map(|command| command.order).collect();
        let mut loaded = storage::orders::load_for_update(tx, call.tenant(), ids).await?;
        let mut facts: Vec<(OrderId, OrderFact)> = Vec::new();
        let mut asked = Vec::new();
        for item in claimed.items_mut() {
            let command = item.command();
            let id = command.order;
            let Some(order) = loaded.get_mut(id) else {
                item.refuse(Refusal::OrderNotFound(id).into());
                continue;
            };
            let fresh = order.unchanged_since(command.version);
            let cancelled =
                fresh.and_then(|()| order.cancel(&command.lines, &command.reason, call.principal(), call.now()));
            match cancelled {
                Ok(Cancellation::Done(stated)) => facts.extend(stated.into_iter().map(|fact| (id, fact))),
                Ok(Cancellation::Asked(lines)) => {
                    asked.push(ToCancel { order: id, attempt: order.attempt, lines, reason: command.reason.clone() });
                }
                Err(refusal) => {
                    item.refuse(refusal.into());
                    continue;
                }
            }
            if let Some(order) = loaded.touch(id) {
                item.accept(order.clone());
            }
        }
        storage::orders::save(tx, call.tenant(), &loaded).await?;
        sagas::cancel(tx, orders, call, asked).await?;
        let facts =
            facts.iter().filter_map(|(id, fact)| Some(Stated { order: loaded.get(*id)?, fact, at: call.now() }));
        events::publish(tx, &orders.outbox, call, facts).await?;
        Ok(())
    });
    decided.await
}
