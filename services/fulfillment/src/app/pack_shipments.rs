//! Packs what was picked.

use o2c_kernel::{Call, PerItem, Set};

use super::{Progress, floor, progress, settle};
use crate::{
    domain::{ids::ShipmentId, shipment::Package},
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct PackShipment {
    pub shipment: ShipmentId,
    pub packages: Vec<Package>,
}

pub async fn pack_shipments(
    service: &Fulfillment,
    call: &Call,
    set: Set<PackShipment, Progress>,
) -> Result<PerItem<Progress, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let mut floor = floor(call);
            let ids: Vec<ShipmentId> = claimed.pending().map(|command| command.shipment).collect();
            storage::shipments::lock(tx, call.tenant(), &mut floor, ids, false).await?;
            for item in claimed.items_mut() {
                let command = item.command();
                let decided = floor.pack(command.shipment, &command.packages);
                item.decide(decided.map(|_| progress(&floor, command.shipment)).map_err(Into::into));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}
