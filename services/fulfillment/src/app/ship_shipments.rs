//! Goods issue. The goods leave; billing, credit and the customer learn it from the fact.

use o2c_kernel::{Call, PerItem, Set};

use super::{
    Progress,
    check_credit::{Checkpoint, check_credit, look},
    floor, progress, settle,
};
use crate::{domain::ids::ShipmentId, error::FulfillmentError, service::Fulfillment, storage};

#[derive(Clone, Debug)]
pub struct ShipShipment {
    pub shipment: ShipmentId,
    pub carrier: String,
    pub tracking_number: String,
}

pub async fn ship_shipments(
    service: &Fulfillment,
    call: &Call,
    set: Set<ShipShipment, Progress>,
) -> Result<PerItem<Progress, FulfillmentError>, FulfillmentError> {
    let ids = set.items.iter().map(|item| item.command.shipment).collect();
    let (reach, found) = look(service, call, ids, true).await?;
    let credit = check_credit(service, call, &found, Checkpoint::GoodsIssue).await?;
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
                let decided = floor.ship(command.shipment, &command.carrier, &command.tracking_number, &credit);
                item.decide(decided.map(|_| progress(&floor, command.shipment)).map_err(Into::into));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}
