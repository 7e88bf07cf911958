//! `PickShipmentRequest`.

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::{MAX_LINES, unique_lines};
use crate::{app::pick_shipments::PickShipment, domain::Picked};

pub(in crate::api) fn pick_shipment(message: proto::PickShipmentRequest) -> Result<PickShipment, Violations> {
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=MAX_LINES, |v, line| {
        let line_number = parse::in_range(v, "line_number", line.line_number, 1..=i32::MAX);
        let quantity = parse::quantity(v, "quantity", line.quantity);
        if quantity.is_some_and(|quantity| quantity.is_negative()) {
            v.add("quantity", parse::reason::OUT_OF_RANGE, "must not be negative");
        }
        Some((line_number?, quantity?))
    });
    if let Some(lines) = &lines {
        unique_lines(&mut v, "lines", lines, |line| line.0);
    }
    parse::finish(v, || {
        let lines = lines?;
        let picked = if lines.is_empty() { Picked::AsPlanned } else { Picked::Lines(lines) };
        Some(PickShipment { shipment: shipment?, picked })
    })
}
