//! Gives stock back: an attempt that was undone, or what an order cancels. What becomes available goes to those who wait.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, PerItem, Quantity, Set};

use super::{floor, lock_orders, orders_to_serve, settle};
use crate::{
    domain::{
        Released,
        allocation::Release,
        ids::{AllocationId, OrderId, StockLevelId},
        quantities::plus,
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StockReleased {
    pub allocation: AllocationId,
    pub tombstone: bool,
}

pub async fn release_stock(
    service: &Fulfillment,
    call: &Call,
    set: Set<Release, StockReleased>,
) -> Result<PerItem<StockReleased, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            let attempts: Vec<AllocationId> = claimed.pending().map(|command| command.allocation).collect();
            storage::allocations::load(tx, tenant, &mut floor, attempts).await?;
            let mut own: BTreeSet<OrderId> = claimed.pending().map(|command| command.order).collect();
            own.extend(floor.allocations.values().map(|attempt| attempt.order));

            // which levels: reservations never move to another, so this may be read before anything is locked
            let mut places = BTreeSet::new();
            let mut coming: BTreeMap<StockLevelId, Quantity> = BTreeMap::new();
            for reservation in storage::allocations::of_orders(tx, tenant, own.iter().copied()).await? {
                if let (Some(warehouse), Some(level)) = (reservation.warehouse, reservation.stock_level()) {
                    places.insert((warehouse, reservation.product));
                    let sum = coming.entry(level).or_default();
                    *sum = plus(*sum, reservation.open());
                }
            }
            storage::levels::lock(tx, tenant, &mut floor, places).await?;
            let mut orders = orders_to_serve(tx, tenant, &floor, &coming).await?;
            orders.extend(own.iter().copied());
            lock_orders(tx, tenant, &mut floor, &orders).await?;
            storage::shipments::lock_of_orders(tx, tenant, &mut floor, own).await?;

            for item in claimed.items_mut() {
                let command = item.command();
                let released = floor.release_stock(command);
                let answer = |Released { tombstone }| StockReleased { allocation: command.allocation, tombstone };
                item.decide(released.map(answer).map_err(Into::into));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}
