//! Every shipment that is planned goes out of the door; what went out arrives.

use futures::{StreamExt, TryStreamExt, stream};
use o2c_proto::{
    BatchResponse,
    fulfillment::v1::{
        BatchDeliverShipmentsRequest, BatchPackShipmentsRequest, BatchPickShipmentsRequest,
        BatchReleaseShipmentsRequest, BatchShipShipmentsRequest, DeliverShipmentRequest, ListShipmentsRequest,
        PackShipmentRequest, Package, PickShipmentRequest, ProofOfDelivery, ReleaseShipmentRequest,
        ShipShipmentRequest, ShipmentState,
    },
};

use crate::{
    bench::book::Business,
    demo::desk::{Desk, PAGE, Person, all_accepted, each_page, explained},
};

/// Shipments of a call.
const BATCH: usize = 500;
/// Calls at a time.
const HANDS: usize = 2;

macro_rules! step {
    ($desk:ident, $call:ident, $batch:ident, $what:literal, $shipments:expr, $request:expr) => {{
        let requests = $shipments.iter().map($request).collect();
        let request = $desk.ask(Person::Warehouse, $batch { requests });
        let response = $desk.fulfillment.$call(request).await.map_err(explained)?.into_inner();
        all_accepted($what, response.into_results())?;
    }};
}

/// Release, pick, pack and goods issue of all planned shipments; their ids.
pub async fn ship(desk: &mut Desk, business: &Business) -> anyhow::Result<Vec<String>> {
    let planned = planned(desk).await?;
    let calls = planned.chunks(BATCH).map(|batch| {
        let mut desk = desk.clone();
        async move { ship_batch(&mut desk, business, batch).await }
    });
    let calls: Vec<_> = calls.collect();
    stream::iter(calls).buffer_unordered(HANDS).try_collect::<()>().await?;
    Ok(planned)
}

async fn ship_batch(desk: &mut Desk, business: &Business, batch: &[String]) -> anyhow::Result<()> {
    step!(desk, batch_release_shipments, BatchReleaseShipmentsRequest, "a release", batch, |shipment| {
        ReleaseShipmentRequest {
            request_id: business.id(shipment, "release"),
            shipment_id: shipment.clone(),
            wave: String::new(),
        }
    });
    step!(desk, batch_pick_shipments, BatchPickShipmentsRequest, "a pick", batch, |shipment| PickShipmentRequest {
        request_id: business.id(shipment, "pick"),
        shipment_id: shipment.clone(),
        lines: Vec::new(),
    });
    step!(desk, batch_pack_shipments, BatchPackShipmentsRequest, "a packing", batch, |shipment| PackShipmentRequest {
        request_id: business.id(shipment, "pack"),
        shipment_id: shipment.clone(),
        packages: vec![Package { package_number: 1, sscc: String::new(), weight_grams: 1_000 }],
    });
    step!(desk, batch_ship_shipments, BatchShipShipmentsRequest, "a goods issue", batch, |shipment| {
        ShipShipmentRequest {
            request_id: business.id(shipment, "ship"),
            shipment_id: shipment.clone(),
            carrier: "PARCEL".to_owned(),
            tracking_number: format!("PN{shipment}"),
        }
    });
    Ok(())
}

/// The carrier hands these over.
pub async fn deliver(desk: &mut Desk, business: &Business, shipments: &[String]) -> anyhow::Result<()> {
    for batch in shipments.chunks(BATCH) {
        step!(desk, batch_deliver_shipments, BatchDeliverShipmentsRequest, "a delivery", batch, |shipment| {
            DeliverShipmentRequest {
                request_id: business.id(shipment, "deliver"),
                shipment_id: shipment.clone(),
                proof_of_delivery: Some(ProofOfDelivery { received_by: "goods in".to_owned(), received_at_micros: 0 }),
            }
        });
    }
    Ok(())
}

async fn planned(desk: &mut Desk) -> anyhow::Result<Vec<String>> {
    let mut planned = Vec::new();
    each_page(async |page_token| {
        let request = ListShipmentsRequest {
            page_size: PAGE,
            page_token,
            state: ShipmentState::Planned.into(),
            headers_only: true,
            ..Default::default()
        };
        let request = desk.ask(Person::Warehouse, request);
        let page = desk.fulfillment.list_shipments(request).await.map_err(explained)?.into_inner();
        planned.extend(page.shipments.into_iter().map(|shipment| shipment.shipment_id));
        Ok(page.next_page_token)
    })
    .await?;
    Ok(planned)
}
