//! Allocates what is there; the rest waits as a backorder in the order of arrival. Two sets that want the same stock
//! queue up at its level, so nothing is sold twice.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, PerItem, Quantity, Set};

use super::{floor, orders_to_serve, settle};
use crate::{
    domain::{
        Floor,
        allocation::Allocate,
        ids::{AllocationId, OrderId, StockLevelId, reservation_id},
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

/// What an attempt got, by order line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allocated {
    pub allocation: AllocationId,
    pub lines: Vec<(i32, Quantity)>,
}

pub async fn allocate_stock(
    service: &Fulfillment,
    call: &Call,
    set: Set<Allocate, Allocated>,
) -> Result<PerItem<Allocated, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            let commands: Vec<&Allocate> = claimed.pending().collect();
            let attempts = commands.iter().map(|command| command.allocation);
            storage::allocations::load(tx, tenant, &mut floor, attempts.collect::<Vec<_>>()).await?;
            // one warehouse ships an order; choosing among several is a matter of this one line and of splitting a want
            let warehouse = storage::warehouses::first(tx, tenant).await?;

            let places: BTreeSet<_> = commands
                .iter()
                .flat_map(|command| &command.lines)
                .filter(|line| !line.service)
                .filter_map(|line| Some((warehouse?, line.product)))
                .collect();
            storage::levels::lock(tx, tenant, &mut floor, places).await?;
            let nothing_comes: BTreeMap<StockLevelId, Quantity> =
                floor.levels.keys().map(|id| (id, Quantity::ZERO)).collect();
            let mut to_load = orders_to_serve(tx, tenant, &floor, &nothing_comes).await?;

            let asking: BTreeSet<OrderId> = commands.iter().map(|command| command.order).collect();
            storage::orders::ensure(tx, tenant, asking.iter().copied()).await?;
            let locked: BTreeSet<OrderId> = asking.union(&to_load).copied().collect();
            storage::orders::lock(tx, tenant, &mut floor, locked, true).await?;
            to_load.extend(asking.into_iter().filter(|order| known_before(&floor, &commands, *order)));
            for reservation in storage::allocations::of_orders(tx, tenant, to_load).await? {
                floor.load_reservation(reservation);
            }

            for item in claimed.items_mut() {
                let command = item.command();
                let decided = floor.allocate(command, warehouse);
                item.decide(decided.map(|_| allocated(&floor, command)).map_err(Into::into));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}

/// Orders that are confirmed, or ask again, have reservations that matter now.
fn known_before(floor: &Floor, commands: &[&Allocate], order: OrderId) -> bool {
    let confirmed = floor.orders.get(order).is_some_and(|order| order.confirmed.is_some());
    let asks_again = || {
        let own = commands.iter().filter(|command| command.order == order);
        own.into_iter().any(|command| floor.allocations.get(command.allocation).is_some())
    };
    confirmed || asks_again()
}

fn allocated(floor: &Floor, command: &Allocate) -> Allocated {
    let lines = command.lines.iter().map(|line| {
        let reservation = floor.reservations.get(reservation_id(command.allocation, line.line_number));
        (line.line_number, reservation.map_or(Quantity::ZERO, |reservation| reservation.allocated))
    });
    Allocated { allocation: command.allocation, lines: lines.collect() }
}
