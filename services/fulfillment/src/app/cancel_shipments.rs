//! Gives shipments up before they left; their goods wait again.

use o2c_kernel::{Call, PerItem, Set};

use super::{Progress, check_credit::look, floor, progress, settle};
use crate::{domain::ids::ShipmentId, error::FulfillmentError, service::Fulfillment, storage};

#[derive(Clone, Debug)]
pub struct CancelShipment {
    pub shipment: ShipmentId,
    pub reason: String,
}

pub async fn cancel_shipments(
    service: &Fulfillment,
    call: &Call,
    set: Set<CancelShipment, Progress>,
) -> Result<PerItem<Progress, FulfillmentError>, FulfillmentError> {
    let ids = set.items.iter().map(|item| item.command.shipment).collect();
    let (reach, _) = look(service, call, ids, true).await?;
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            reach.lock(tx, tenant, &mut floor).await?;
            let ids: Vec<ShipmentId> = claimed.pending().map(|command| command.shipment).collect();
            storage::shipments::lock(tx, tenant, &mut floor, ids, true).await?;
            for item in claimed.items_mut() {
                let command = item.command();
                let decided = floor.cancel_shipment(command.shipment, &command.reason);
                item.decide(decided.map(|_| progress(&floor, command.shipment)).map_err(Into::into));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}
