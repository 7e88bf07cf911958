//! A wave: 256 shipments with 4,000 lines, in one set per step.

use std::time::Instant;

use o2c_kernel::new_uuid;
use o2c_proto::{BatchRequest, BatchResponse, fulfillment::v1::*};

use crate::world::{World, decimal, goods, pence, story};

const ORDERS: usize = 250;
const LINES: usize = 16;

fn all_ok<B: BatchResponse>(batch: B) -> Vec<B::Item> {
    batch.into_results().into_iter().map(Result::unwrap).collect()
}

#[expect(clippy::disallowed_methods, clippy::print_stderr, reason = "a measurement, to be looked at")]
async fn timed<T>(what: &str, future: impl Future<Output = T>) -> T {
    let start = Instant::now();
    let result = future.await;
    eprintln!("{what}: {} ms", start.elapsed().as_millis());
    result
}

#[tokio::test]
async fn a_wave_of_four_thousand_lines_goes_through_every_step() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let products: Vec<_> = (0..2_000).map(|_| new_uuid()).collect();
        for chunk in products.chunks(1_000) {
            let requests = chunk.iter().map(|product| ReceiveStockRequest {
                warehouse_id: main.clone(),
                product_id: product.to_string(),
                quantity: decimal("100"),
                ..ReceiveStockRequest::default()
            });
            let batch = BatchReceiveStockRequest { requests: requests.collect(), validate_only: false };
            let request = world.request(batch);
            all_ok(timed("receive 1,000", world.client().batch_receive_stock(request)).await.unwrap().into_inner());
        }
        let orders: Vec<_> = (0..ORDERS)
            .map(|order| {
                let lines: Vec<_> = (0..LINES)
                    .map(|line| goods(i32::try_from(line + 1).unwrap(), products[(order * LINES + line) % 2_000], "2"))
                    .collect();
                (new_uuid(), lines)
            })
            .collect();
        let requests = orders.iter().map(|(order, lines)| World::allocation(*order, *order, lines)).collect();
        let request = world.request(BatchAllocateStockRequest { requests });
        let client = world.client().max_encoding_message_size(8 << 20);
        all_ok(timed("allocate", client.clone().batch_allocate_stock(request)).await.unwrap().into_inner());

        let got = vec!["2".to_owned(); LINES];
        let facts: Vec<_> =
            orders.iter().map(|(order, lines)| world.confirmation(*order, lines, &got, false)).collect();
        assert_eq!(timed("confirm", world.take(&facts)).await.handled, u64::try_from(ORDERS).unwrap());

        let list = ListShipmentsRequest { page_size: 1_000, headers_only: true, ..Default::default() };
        let page = timed("list", world.client().list_shipments(world.request(list))).await.unwrap().into_inner();
        let ids: Vec<String> = page.shipments.into_iter().map(|shipment| shipment.shipment_id).collect();
        assert_eq!(ids.len(), ORDERS);

        let requests = ids.iter().map(|id| ReleaseShipmentRequest {
            shipment_id: id.clone(),
            wave: "W1".into(),
            ..Default::default()
        });
        let request = world.request(BatchReleaseShipmentsRequest { requests: requests.collect() });
        all_ok(timed("release", world.client().batch_release_shipments(request)).await.unwrap().into_inner());
        assert_eq!(world.credit.calls(), 1);
        let requests = ids.iter().map(|id| PickShipmentRequest { shipment_id: id.clone(), ..Default::default() });
        let request = world.request(BatchPickShipmentsRequest { requests: requests.collect() });
        all_ok(timed("pick", world.client().batch_pick_shipments(request)).await.unwrap().into_inner());
        let requests = ids.iter().map(|id| PackShipmentRequest { shipment_id: id.clone(), ..Default::default() });
        let request = world.request(BatchPackShipmentsRequest { requests: requests.collect() });
        all_ok(timed("pack", world.client().batch_pack_shipments(request)).await.unwrap().into_inner());
        let requests = ids.iter().map(|id| ShipShipmentRequest { shipment_id: id.clone(), ..Default::default() });
        let request = world.request(BatchShipShipmentsRequest { requests: requests.collect() });
        all_ok(timed("ship", world.client().batch_ship_shipments(request)).await.unwrap().into_inner());
        assert_eq!(world.credit.calls(), 2);
        let requests = ids.iter().map(|id| DeliverShipmentRequest {
            shipment_id: id.clone(),
            proof_of_delivery: Some(ProofOfDelivery { received_by: "door".into(), received_at_micros: 0 }),
            ..Default::default()
        });
        let batch = BatchDeliverShipmentsRequest { requests: requests.collect() };
        assert_eq!(batch.clone().into_items().len(), ORDERS);
        let request = world.request(batch);
        all_ok(timed("deliver", world.client().batch_deliver_shipments(request)).await.unwrap().into_inner());

        let shipped: Vec<ShipmentShipped> = world.published().await;
        assert_eq!(shipped.len(), ORDERS);
        assert!(shipped.iter().all(|fact| fact.lines.len() == LINES && fact.gross_estimate == pence(16_000)));
        timed("audit", world.assert_clean()).await;
    })
    .await;
}
