//! `PackShipmentRequest`.

use std::collections::BTreeSet;

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use crate::{app::pack_shipments::PackShipment, domain::shipment::Package};

const MAX_PACKAGES: usize = 1_000;
/// Eighteen digits, perhaps with the application identifier and brackets.
const MAX_SSCC: usize = 24;

pub(in crate::api) fn pack_shipment(message: proto::PackShipmentRequest) -> Result<PackShipment, Violations> {
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let mut seen = BTreeSet::new();
    let packages = parse::list(&mut v, "packages", message.packages, 0..=MAX_PACKAGES, |v, package| {
        let number = parse::in_range(v, "package_number", package.package_number, 1..=i32::MAX);
        if number.is_some_and(|number| !seen.insert(number)) {
            v.add("package_number", "DUPLICATE", "is named twice");
        }
        let sscc = parse::optional_text(v, "sscc", package.sscc, MAX_SSCC);
        let weight_grams = parse::in_range(v, "weight_grams", package.weight_grams, 0..=i32::MAX);
        Some(Package { number: number?, sscc: sscc?, weight_grams: weight_grams? })
    });
    parse::finish(v, || Some(PackShipment { shipment: shipment?, packages: packages? }))
}
