//! Use cases, one verb a file, one transaction each.

pub mod adjust_stock;
pub mod allocate_stock;
pub mod cancel_shipments;
pub mod check_credit;
pub mod create_warehouses;
pub mod deliver_shipments;
pub mod pack_shipments;
pub mod pick_shipments;
pub mod read_shipments;
pub mod read_stock;
pub mod read_tracking;
pub mod read_warehouses;
pub mod receive_returns;
pub mod receive_stock;
pub mod record_tracking_events;
pub mod release_shipments;
pub mod release_stock;
pub mod ship_shipments;

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, Id, Quantity, TenantId};
use o2c_store::Tx;

use crate::{
    domain::{
        Floor, FreshIds,
        ids::{OrderId, ProductId, ShipmentId, StockLevelId, WarehouseId},
        quantities::plus,
        shipment::{Shipment, State},
    },
    error::FulfillmentError,
    events,
    service::Fulfillment,
    storage,
};

/// An empty floor at the call's time.
pub(crate) fn floor(call: &Call) -> Floor {
    let fresh = FreshIds { shipment: Id::new, stock_move: Id::new, goods_return: Id::new };
    Floor::new(call.today(), call.now(), fresh)
}

/// Plans what became ready, saves what changed, tells what happened.
pub(crate) async fn settle(
    service: &Fulfillment,
    tx: &Tx,
    call: &Call,
    floor: &mut Floor,
) -> Result<(), FulfillmentError> {
    let facts = floor.finish();
    storage::save::save(tx, call.tenant(), floor).await?;
    events::publish::publish(tx, &service.outbox, call, facts).await?;
    Ok(())
}

/// Where a shipment stands after a step. Small: a wave has hundreds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    pub shipment: ShipmentId,
    pub state: State,
    pub version: i64,
}

fn progress(floor: &Floor, id: ShipmentId) -> Progress {
    let shipment = floor.shipments.get(id);
    Progress {
        shipment: id,
        state: shipment.map_or(State::Planned, |shipment| shipment.state),
        version: floor.shipments.version_after(id, shipment.map_or(0, |shipment| shipment.version)),
    }
}

/// What a set of shipments will touch, read before anything is locked: the stock levels and orders come first in the
/// order of locks, and only the shipments name them. Neither ever changes for a shipment.
#[derive(Clone, Debug, Default)]
struct Reach {
    orders: BTreeSet<OrderId>,
    places: BTreeSet<(WarehouseId, ProductId)>,
}

impl Reach {
    fn of(shipments: &[Shipment]) -> Self {
        let mut reach = Self::default();
        for shipment in shipments {
            reach.orders.insert(shipment.order);
            if let Some(warehouse) = shipment.warehouse {
                let goods = shipment.lines.iter().filter(|line| !line.service);
                reach.places.extend(goods.map(|line| (warehouse, line.product)));
            }
        }
        reach
    }

    /// Locks levels and orders, and loads the orders' reservations.
    async fn lock(&self, tx: &Tx, tenant: &TenantId, floor: &mut Floor) -> Result<(), FulfillmentError> {
        storage::levels::lock(tx, tenant, floor, self.places.iter().copied()).await?;
        lock_orders(tx, tenant, floor, &self.orders).await
    }
}

/// Locks orders and loads their lines and reservations.
async fn lock_orders(
    tx: &Tx,
    tenant: &TenantId,
    floor: &mut Floor,
    orders: &BTreeSet<OrderId>,
) -> Result<(), FulfillmentError> {
    storage::orders::lock(tx, tenant, floor, orders.iter().copied(), true).await?;
    for reservation in storage::allocations::of_orders(tx, tenant, orders.iter().copied()).await? {
        floor.load_reservation(reservation);
    }
    Ok(())
}

/// The orders that wait at levels where so much more is to become available, beside what is now.
async fn orders_to_serve(
    tx: &Tx,
    tenant: &TenantId,
    floor: &Floor,
    coming: &BTreeMap<StockLevelId, Quantity>,
) -> Result<BTreeSet<OrderId>, FulfillmentError> {
    let wants: Vec<(StockLevelId, Quantity)> = coming
        .iter()
        .filter_map(|(id, quantity)| {
            let level = floor.levels.get(*id).filter(|level| level.backordered.is_positive())?;
            Some((*id, plus(level.available(), *quantity)))
        })
        .filter(|(_, quantity)| quantity.is_positive())
        .collect();
    Ok(storage::queues::waiting(tx, tenant, &wants).await?.into_iter().collect())
}
