//! `DeliverShipmentRequest`.

use o2c_kernel::{Instant, Violations};
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::MAX_TEXT;
use crate::app::deliver_shipments::DeliverShipment;

pub(in crate::api) fn deliver_shipment(message: proto::DeliverShipmentRequest) -> Result<DeliverShipment, Violations> {
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let proof = parse::nested(&mut v, "proof_of_delivery", message.proof_of_delivery, |v, proof| {
        let received_by = parse::text(v, "received_by", proof.received_by, MAX_TEXT);
        let micros = parse::in_range(v, "received_at_micros", proof.received_at_micros, 0..=i64::MAX);
        Some((received_by?, micros?))
    });
    parse::finish(v, || {
        let (received_by, micros) = proof?;
        let received_at = Some(micros).filter(|micros| *micros > 0).map(Instant::from_micros);
        Some(DeliverShipment { shipment: shipment?, received_by, received_at })
    })
}
