//! Records the proof of delivery; it is what bills by delivery.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Instant, PerItem, Set};

use super::{Progress, floor, progress, settle};
use crate::{
    domain::ids::{OrderId, ShipmentId},
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct DeliverShipment {
    pub shipment: ShipmentId,
    pub received_by: String,
    /// None = now.
    pub received_at: Option<Instant>,
}

pub async fn deliver_shipments(
    service: &Fulfillment,
    call: &Call,
    set: Set<DeliverShipment, Progress>,
) -> Result<PerItem<Progress, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            let ids: Vec<ShipmentId> = claimed.pending().map(|command| command.shipment).collect();
            storage::shipments::lock(tx, tenant, &mut floor, ids, true).await?;
            // of the order only the customer is wanted, which never changes: no lock
            let orders: BTreeSet<OrderId> = floor.shipments.values().map(|shipment| shipment.order).collect();
            for (_, order) in storage::orders::read(tx, tenant, orders, false).await? {
                floor.load_order(order);
            }
            for item in claimed.items_mut() {
                let command = item.command();
                let received = command.received_at.map(|at| (at, call.zone.date_of(at)));
                let decided = floor.deliver(command.shipment, &command.received_by, received);
                item.decide(decided.map(|_| progress(&floor, command.shipment)).map_err(Into::into));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}
