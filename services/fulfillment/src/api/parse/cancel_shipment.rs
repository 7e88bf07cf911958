//! `CancelShipmentRequest`.

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::MAX_TEXT;
use crate::app::cancel_shipments::CancelShipment;

pub(in crate::api) fn cancel_shipment(message: proto::CancelShipmentRequest) -> Result<CancelShipment, Violations> {
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let reason = parse::text(&mut v, "reason", message.reason, MAX_TEXT);
    parse::finish(v, || Some(CancelShipment { shipment: shipment?, reason: reason? }))
}
