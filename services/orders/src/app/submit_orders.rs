//! Submits drafts: the acceptance of each starts in the same transaction.

use o2c_kernel::{Applied, Call, PerItem, Set};

use crate::{
    domain::{Order, OrderFact, OrderId, Refusal},
    error::OrdersError,
    events::{self, Stated},
    sagas,
    service::Orders,
    storage,
};

#[derive(Clone, Copy, Debug)]
pub struct SubmitOrder {
    pub order: OrderId,
    pub version: Option<i64>,
}

pub async fn submit_orders(
    orders: &Orders,
    call: &Call,
    set: Set<SubmitOrder, Order>,
) -> Result<PerItem<Order, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let ids: Vec<OrderId> = claimed.pending().map(|command| command.order).collect();
        let mut loaded = storage::orders::load_for_update(tx, call.tenant(), ids.iter().copied()).await?;
        let named: Vec<_> = ids.iter().filter_map(|id| loaded.get(*id)).map(|order| order.customer.id).collect();
        let customers = storage::customers::find(tx, call.tenant(), named).await?;

        let mut submitted = Vec::new();
        for item in claimed.items_mut() {
            let SubmitOrder { order: id, version } = *item.command();
            let Some(order) = loaded.get_mut(id) else {
                item.refuse(Refusal::OrderNotFound(id).into());
                continue;
            };
            let Some(customer) = customers.get(&order.customer.id) else {
                item.refuse(Refusal::CustomerNotFound(order.customer.id).into());
                continue;
            };
            let decision = order.unchanged_since(version);
            match decision.and_then(|()| order.submit(customer, call.actor().responsible(), call.now())) {
                Ok(Applied::Now(_)) => submitted.extend(loaded.touch(id).map(|order| order.id)),
                Ok(Applied::Already) => {}
                Err(refusal) => {
                    item.refuse(refusal.into());
                    continue;
                }
            }
            if let Some(order) = loaded.get(id) {
                item.accept(order.clone());
            }
        }
        storage::orders::save(tx, call.tenant(), &loaded).await?;
        let submitted: Vec<&Order> = submitted.iter().filter_map(|id| loaded.get(*id)).collect();
        sagas::accept(tx, orders, call, submitted.iter().copied()).await?;
        let facts = submitted.iter().map(|order| Stated { order, fact: &OrderFact::Submitted, at: call.now() });
        events::publish(tx, &orders.outbox, call, facts).await?;
        Ok(())
    });
    decided.await
}
