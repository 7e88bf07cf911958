//! Confirms what was taken from the shelf; what was not found waits again.

use o2c_kernel::{Call, PerItem, Set};

use super::{Progress, Reach, check_credit::look, floor, progress, settle};
use crate::{
    domain::{Picked, ids::ShipmentId},
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct PickShipment {
    pub shipment: ShipmentId,
    pub picked: Picked,
}

pub async fn pick_shipments(
    service: &Fulfillment,
    call: &Call,
    set: Set<PickShipment, Progress>,
) -> Result<PerItem<Progress, FulfillmentError>, FulfillmentError> {
    // only what may be short reaches stock: a pick as planned changes the shipment alone, and reads no line
    let by_line = set.items.iter().filter(|item| item.command.picked != Picked::AsPlanned);
    let by_line: Vec<ShipmentId> = by_line.map(|item| item.command.shipment).collect();
    let reach = if by_line.is_empty() { Reach::default() } else { look(service, call, by_line, true).await?.0 };
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            reach.lock(tx, tenant, &mut floor).await?;
            let with_lines = claimed.pending().any(|command| command.picked != Picked::AsPlanned);
            let ids: Vec<ShipmentId> = claimed.pending().map(|command| command.shipment).collect();
            storage::shipments::lock(tx, tenant, &mut floor, ids, with_lines).await?;
            for item in claimed.items_mut() {
                let command = item.command();
                let decided = floor.pick(command.shipment, &command.picked);
                item.decide(decided.map(|_| progress(&floor, command.shipment)).map_err(Into::into));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}
