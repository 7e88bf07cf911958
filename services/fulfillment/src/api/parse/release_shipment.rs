//! `ReleaseShipmentRequest`.

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::MAX_CODE;
use crate::app::release_shipments::ReleaseShipment;

pub(in crate::api) fn release_shipment(message: proto::ReleaseShipmentRequest) -> Result<ReleaseShipment, Violations> {
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let wave = parse::optional_text(&mut v, "wave", message.wave, MAX_CODE);
    parse::finish(v, || Some(ReleaseShipment { shipment: shipment?, wave: wave? }))
}
