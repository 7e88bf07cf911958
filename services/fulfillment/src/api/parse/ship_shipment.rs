//! `ShipShipmentRequest`.

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::MAX_TEXT;
use crate::app::ship_shipments::ShipShipment;

pub(in crate::api) fn ship_shipment(message: proto::ShipShipmentRequest) -> Result<ShipShipment, Violations> {
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let carrier = parse::optional_text(&mut v, "carrier", message.carrier, MAX_TEXT);
    let tracking_number = parse::optional_text(&mut v, "tracking_number", message.tracking_number, MAX_TEXT);
    parse::finish(v, || {
        Some(ShipShipment { shipment: shipment?, carrier: carrier?, tracking_number: tracking_number? })
    })
}
