//! Releases shipments to the warehouse, as a wave or one by one: not while an order is held, and only while its credit
//! approval holds.

use o2c_kernel::{Call, PerItem, Set};

use super::{
    Progress,
    check_credit::{Checkpoint, check_credit, look},
    floor, progress, settle,
};
use crate::{domain::ids::ShipmentId, error::FulfillmentError, service::Fulfillment, storage};

#[derive(Clone, Debug)]
pub struct ReleaseShipment {
    pub shipment: ShipmentId,
    pub wave: String,
}

pub async fn release_shipments(
    service: &Fulfillment,
    call: &Call,
    set: Set<ReleaseShipment, Progress>,
) -> Result<PerItem<Progress, FulfillmentError>, FulfillmentError> {
    let ids = set.items.iter().map(|item| item.command.shipment).collect();
    let (reach, found) = look(service, call, ids, false).await?;
    let credit = check_credit(service, call, &found, Checkpoint::Delivery).await?;
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            let orders = reach.orders.iter().copied();
            storage::orders::lock(tx, tenant, &mut floor, orders, false).await?;
            let ids: Vec<ShipmentId> = claimed.pending().map(|command| command.shipment).collect();
            storage::shipments::lock(tx, tenant, &mut floor, ids, false).await?;
            for item in claimed.items_mut() {
                let command = item.command();
                let decided = floor.release_shipment(command.shipment, &command.wave, &credit);
                item.decide(decided.map(|_| progress(&floor, command.shipment)).map_err(Into::into));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}
