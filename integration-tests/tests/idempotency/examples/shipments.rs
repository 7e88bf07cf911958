//! The way of a shipment: each step is tried on a shipment that has come so far.

use o2c::demo::desk::Person::{Carrier, Warehouse as Floor};
use o2c_integration_tests::units;
use o2c_proto::fulfillment::v1::{
    BatchDeliverShipmentsRequest, BatchPackShipmentsRequest, BatchPickShipmentsRequest, BatchReleaseShipmentsRequest,
    BatchShipShipmentsRequest, DeliverShipmentRequest, PackShipmentRequest, Package, PickShipmentRequest,
    PickedQuantity, ProofOfDelivery, ReleaseShipmentRequest, ShipShipmentRequest, ShipmentState,
};

use super::Example;
use crate::business::{Business, id};

/// The step before was not done: what a shipment that has come less far answers.
const TOO_EARLY: &str = "SHIPMENT_STATE";
const UNKNOWN: &str = "SHIPMENT_NOT_FOUND";

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    let (batch, step) = match method.strip_prefix("Batch") {
        Some(step) => (true, step.trim_end_matches('s')),
        None => (false, method),
    };
    let before = match step {
        "ReleaseShipment" => ShipmentState::Planned,
        "PickShipment" => ShipmentState::Released,
        "PackShipment" => ShipmentState::Picked,
        "ShipShipment" => ShipmentState::Packed,
        "DeliverShipment" => ShipmentState::Shipped,
        _ => return None,
    };
    let shipment = shipment_in(business, before).await;
    let other = match step {
        "ReleaseShipment" => id(),
        _ => business.planned_shipment().await,
    };
    Some(match (step, batch) {
        ("ReleaseShipment", false) => {
            Example::new(Floor, release(shipment), UNKNOWN, |request| request.shipment_id = other)
        }
        ("ReleaseShipment", true) => {
            let request = BatchReleaseShipmentsRequest { requests: vec![release(shipment)] };
            Example::new(Floor, request, UNKNOWN, |batch| batch.requests[0].shipment_id = other)
        }
        ("PickShipment", false) => {
            Example::new(Floor, pick(shipment), TOO_EARLY, |request| request.shipment_id = other)
        }
        ("PickShipment", true) => {
            let request = BatchPickShipmentsRequest { requests: vec![pick(shipment)] };
            Example::new(Floor, request, TOO_EARLY, |batch| batch.requests[0].shipment_id = other)
        }
        ("PackShipment", false) => {
            Example::new(Floor, pack(shipment), TOO_EARLY, |request| request.shipment_id = other)
        }
        ("PackShipment", true) => {
            let request = BatchPackShipmentsRequest { requests: vec![pack(shipment)] };
            Example::new(Floor, request, TOO_EARLY, |batch| batch.requests[0].shipment_id = other)
        }
        ("ShipShipment", false) => {
            Example::new(Floor, ship(shipment), TOO_EARLY, |request| request.shipment_id = other)
        }
        ("ShipShipment", true) => {
            let request = BatchShipShipmentsRequest { requests: vec![ship(shipment)] };
            Example::new(Floor, request, TOO_EARLY, |batch| batch.requests[0].shipment_id = other)
        }
        ("DeliverShipment", false) => {
            Example::new(Carrier, deliver(shipment), TOO_EARLY, |request| request.shipment_id = other)
        }
        ("DeliverShipment", true) => {
            let request = BatchDeliverShipmentsRequest { requests: vec![deliver(shipment)] };
            Example::new(Carrier, request, TOO_EARLY, |batch| batch.requests[0].shipment_id = other)
        }
        _ => return None,
    })
}

/// A shipment that has come so far.
async fn shipment_in(business: &mut Business, state: ShipmentState) -> String {
    let shipment = business.planned_shipment().await;
    let mut warehouse = business.mesh.desk.fulfillment.clone();
    let desk = &business.mesh.desk;
    if state as i32 >= ShipmentState::Released as i32 {
        warehouse.release_shipment(desk.ask(Floor, release(shipment.clone()))).await.unwrap();
    }
    if state as i32 >= ShipmentState::Picked as i32 {
        warehouse.pick_shipment(desk.ask(Floor, pick(shipment.clone()))).await.unwrap();
    }
    if state as i32 >= ShipmentState::Packed as i32 {
        warehouse.pack_shipment(desk.ask(Floor, pack(shipment.clone()))).await.unwrap();
    }
    if state as i32 >= ShipmentState::Shipped as i32 {
        warehouse.ship_shipment(desk.ask(Floor, ship(shipment.clone()))).await.unwrap();
    }
    business.mesh.settle().await;
    shipment
}

fn release(shipment_id: String) -> ReleaseShipmentRequest {
    ReleaseShipmentRequest { request_id: id(), shipment_id, wave: "W1".to_owned() }
}

fn pick(shipment_id: String) -> PickShipmentRequest {
    let lines = vec![PickedQuantity { line_number: 1, quantity: Some(units("8")) }];
    PickShipmentRequest { request_id: id(), shipment_id, lines }
}

fn pack(shipment_id: String) -> PackShipmentRequest {
    let packages = vec![Package { package_number: 1, sscc: "00123456789012345675".to_owned(), weight_grams: 900 }];
    PackShipmentRequest { request_id: id(), shipment_id, packages }
}

fn ship(shipment_id: String) -> ShipShipmentRequest {
    ShipShipmentRequest {
        request_id: id(),
        shipment_id,
        carrier: "PARCEL".to_owned(),
        tracking_number: "PN1".to_owned(),
    }
}

fn deliver(shipment_id: String) -> DeliverShipmentRequest {
    let proof = ProofOfDelivery { received_by: "J. Doe".to_owned(), received_at_micros: 0 };
    DeliverShipmentRequest { request_id: id(), shipment_id, proof_of_delivery: Some(proof) }
}
