//! A shipment on its way through the warehouse to the customer.

use anyhow::ensure;
use o2c::demo::desk::Person;
use o2c_proto::fulfillment::v1::{
    DeliverShipmentRequest, PackShipmentRequest, Package, PickShipmentRequest, ProofOfDelivery, ReleaseShipmentRequest,
    ShipShipmentRequest, ShipmentState,
};

use super::story::Story;

/// Up to where nothing can be cancelled any more.
pub async fn pick(story: &Story<'_>, shipment: &str) -> anyhow::Result<()> {
    let (clerk, shipment_id) = (story.clerk, shipment.to_owned());
    let request_id = story.id("release");
    let message = ReleaseShipmentRequest { shipment_id: shipment_id.clone(), request_id, ..Default::default() };
    let released = clerk.insist("a release", async |desk| {
        desk.fulfillment.release_shipment(clerk.ask(Person::Warehouse, message.clone())).await
    });
    released.await?;
    let message = PickShipmentRequest { shipment_id, request_id: story.id("pick"), ..Default::default() };
    let picked = clerk.insist("a pick", async |desk| {
        desk.fulfillment.pick_shipment(clerk.ask(Person::Warehouse, message.clone())).await
    });
    picked.await.map(drop)
}

/// From there into the customer's hands.
pub async fn deliver(story: &Story<'_>, shipment: &str) -> anyhow::Result<()> {
    let (clerk, shipment_id) = (story.clerk, shipment.to_owned());
    let message = PackShipmentRequest {
        shipment_id: shipment_id.clone(),
        request_id: story.id("pack"),
        packages: vec![Package { package_number: 1, ..Default::default() }],
    };
    let packed = clerk.insist("a pack", async |desk| {
        desk.fulfillment.pack_shipment(clerk.ask(Person::Warehouse, message.clone())).await
    });
    packed.await?;
    let message = ShipShipmentRequest {
        shipment_id: shipment_id.clone(),
        request_id: story.id("ship"),
        carrier: "PARCEL".to_owned(),
        tracking_number: format!("PN{}", story.number),
    };
    let shipped = clerk.insist("a shipment", async |desk| {
        desk.fulfillment.ship_shipment(clerk.ask(Person::Warehouse, message.clone())).await
    });
    let shipped = shipped.await?;
    ensure!(shipped.state() == ShipmentState::Shipped, "shipment {shipment} is {:?}", shipped.state());
    let message = DeliverShipmentRequest {
        shipment_id,
        request_id: story.id("deliver"),
        proof_of_delivery: Some(ProofOfDelivery { received_by: "J. Doe".to_owned(), received_at_micros: 0 }),
    };
    let delivered = clerk.insist("a delivery", async |desk| {
        desk.fulfillment.deliver_shipment(clerk.ask(Person::Carrier, message.clone())).await
    });
    delivered.await.map(drop)
}
