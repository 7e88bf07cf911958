//! Places and releases holds.

use o2c_kernel::{Applied, Call, PerItem, Set};

use crate::{
    domain::{Hold, HoldId, HoldRelease, HoldType, Order, OrderFact, OrderId, Refusal},
    error::OrdersError,
    events::{self, Stated},
    service::Orders,
    storage,
};

#[derive(Clone, Debug)]
pub struct PlaceHold {
    pub order: OrderId,
    pub kind: HoldType,
    pub reason: String,
    pub line: Option<i32>,
}

pub async fn place_holds(
    orders: &Orders,
    call: &Call,
    set: Set<PlaceHold, Order>,
) -> Result<PerItem<Order, OrdersError>, OrdersError> {
    decide(
        orders,
        call,
        set,
        |command| command.order,
        |order, call, command| {
            order.place_hold(Hold {
                id: HoldId::new(),
                kind: command.kind,
                reason: command.reason.clone(),
                line: command.line,
                placed_by: call.principal().clone(),
                placed_at: call.now(),
                release: None,
            })
        },
    )
    .await
}

#[derive(Clone, Debug)]
pub struct ReleaseHold {
    pub order: OrderId,
    pub hold: HoldId,
    pub reason: String,
}

pub async fn release_holds(
    orders: &Orders,
    call: &Call,
    set: Set<ReleaseHold, Order>,
) -> Result<PerItem<Order, OrdersError>, OrdersError> {
    decide(
        orders,
        call,
        set,
        |command| command.order,
        |order, call, command| {
            let release = HoldRelease { by: call.principal().clone(), at: call.now(), reason: command.reason.clone() };
            order.release_hold(command.hold, release)
        },
    )
    .await
}

type Decision<C> = fn(&mut Order, &Call, &C) -> Result<Applied<OrderFact>, Refusal>;

async fn decide<C: Send + Sync>(
    orders: &Orders,
    call: &Call,
    set: Set<C, Order>,
    id_of: fn(&C) -> OrderId,
    decision: Decision<C>,
) -> Result<PerItem<Order, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let ids: Vec<OrderId> = claimed.pending().map(id_of).collect();
        let mut loaded = storage::orders::load_for_update(tx, call.tenant(), ids).await?;
        let mut facts: Vec<(OrderId, OrderFact)> = Vec::new();
        for item in claimed.items_mut() {
            let command = item.command();
            let id = id_of(command);
            let Some(order) = loaded.get_mut(id) else {
                item.refuse(Refusal::OrderNotFound(id).into());
                continue;
            };
            match decision(order, call, command) {
                Ok(Applied::Now(fact)) => {
                    facts.push((id, fact));
                    loaded.touch(id);
                }
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
        let facts =
            facts.iter().filter_map(|(id, fact)| Some(Stated { order: loaded.get(*id)?, fact, at: call.now() }));
        events::publish(tx, &orders.outbox, call, facts).await?;
        Ok(())
    });
    decided.await
}
