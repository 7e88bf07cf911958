//! From the shelf to the customer.

use o2c_kernel::new_uuid;
use o2c_proto::{credit::v1::CreditCheckpoint, fulfillment::v1::*};

use crate::world::{World, goods, pence, reason, service, story, text};

async fn stocked(world: &World, quantity: &str) -> (String, uuid::Uuid) {
    let main = world.warehouse("MAIN").await;
    let kettle = new_uuid();
    world.receive(&main, kettle, quantity).await;
    (main, kettle)
}

#[tokio::test]
async fn an_order_goes_from_the_shelf_to_the_customer() {
    story(async |world| {
        let (main, kettle) = stocked(&world, "10").await;
        let order = world.order(&[goods(1, kettle, "4"), service(2, new_uuid(), "1")]).await;
        let planned = world.shipment(order, ShipmentState::Planned).await;
        assert_eq!((planned.number.as_str(), planned.order_number.as_str()), ("SH-00000001", "SO-1"));
        assert_eq!((planned.kind(), planned.lines.len()), (ShipmentKind::Goods, 2));
        assert_eq!(planned.lines[0].sku, "SKU-1");
        let id = planned.shipment_id;

        assert_eq!(world.release_shipment(&id).await.unwrap().state(), ShipmentState::Released);
        assert_eq!(world.pick(&id, &[]).await.unwrap().state(), ShipmentState::Picked);
        assert_eq!(world.stock(&main, kettle).await, ["10", "4", "6", "0"]);
        assert_eq!(world.pack(&id).await.unwrap().state(), ShipmentState::Packed);
        let progress = world.ship(&id).await.unwrap();
        assert_eq!((progress.state(), progress.etag.as_str()), (ShipmentState::Shipped, "\"5\""));
        assert_eq!(world.stock(&main, kettle).await, ["6", "0", "6", "0"]);
        world.advance(2);
        assert_eq!(world.deliver(&id).await.unwrap().state(), ShipmentState::Delivered);

        let delivered = world.shipment(order, ShipmentState::Delivered).await;
        assert_eq!(delivered.etag, "\"6\"");
        assert_eq!(text(&delivered.lines[0].delivered_quantity), "4");
        assert_eq!(delivered.packages.len(), 1);
        assert_eq!((delivered.shipped_on.unwrap().day, delivered.delivered_on.unwrap().day), (4, 6));
        assert_eq!(delivered.proof_of_delivery.unwrap().received_by, "J. Smith");
        assert_eq!(world.credit.checkpoints(), [CreditCheckpoint::Delivery, CreditCheckpoint::GoodsIssue]);

        let shipped: Vec<ShipmentShipped> = world.published().await;
        assert_eq!(shipped.len(), 1);
        assert_eq!((shipped[0].lines.len(), shipped[0].gross_estimate.clone()), (2, pence(1_500)));
        assert_eq!(shipped[0].number, "SH-00000001");
        assert_eq!(world.published::<ShipmentDelivered>().await[0].lines.len(), 2);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_short_pick_goes_back_to_the_backorders_and_ships_later() {
    story(async |world| {
        let (main, kettle) = stocked(&world, "10").await;
        let order = world.order(&[goods(1, kettle, "10")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        world.release_shipment(&id).await.unwrap();
        assert_eq!(reason(world.pick(&id, &[(1, "11")]).await), "QUANTITY_EXCEEDS_PLANNED");
        assert_eq!(reason(world.pick(&id, &[(7, "1")]).await), "SHIPMENT_LINE_NOT_FOUND");
        world.pick(&id, &[(1, "7")]).await.unwrap();
        assert_eq!(world.stock(&main, kettle).await, ["10", "7", "3", "3"]);
        assert!(world.published::<ShipmentPicked>().await[0].short);
        let changed: Vec<StockAllocationChanged> = world.published().await;
        assert_eq!(text(&changed[0].lines[0].allocated_quantity), "7");

        // who comes now does not get past who waits
        assert_eq!(world.allocate(new_uuid(), &[goods(1, kettle, "2")]).await, ["0"]);
        assert_eq!(world.stock(&main, kettle).await, ["10", "10", "0", "2"]);
        world.pack(&id).await.unwrap();
        world.ship(&id).await.unwrap();
        let rest = world.shipment(order, ShipmentState::Planned).await;
        assert_eq!(text(&rest.lines[0].planned_quantity), "3");
        world.send(&rest.shipment_id).await;

        let shipped: Vec<ShipmentShipped> = world.published().await;
        let parts: Vec<_> = shipped.iter().map(|fact| fact.gross_estimate.clone()).collect();
        assert_eq!(parts, [pence(700), pence(300)]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_shipment_of_which_nothing_is_found_is_cancelled() {
    story(async |world| {
        let (main, kettle) = stocked(&world, "2").await;
        let order = world.order(&[goods(1, kettle, "2"), service(2, new_uuid(), "1")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        world.release_shipment(&id).await.unwrap();
        assert_eq!(world.pick(&id, &[(1, "0")]).await.unwrap().state(), ShipmentState::Cancelled);
        assert_eq!(world.shipments(order).await.len(), 1);
        // the count finds out, and the next delivery brings the shipment back, services and all
        world.adjust(&main, kettle, "-2").await.unwrap();
        world.receive(&main, kettle, "2").await;
        assert_eq!(world.shipment(order, ShipmentState::Planned).await.lines.len(), 2);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn steps_come_in_their_order_and_repeat_without_effect() {
    story(async |world| {
        let (_, kettle) = stocked(&world, "10").await;
        let order = world.order(&[goods(1, kettle, "4")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        for refused in [world.pick(&id, &[]).await, world.pack(&id).await, world.ship(&id).await] {
            assert_eq!(reason(refused), "SHIPMENT_STATE");
        }
        assert_eq!(reason(world.deliver(&id).await), "SHIPMENT_STATE");
        let first = world.release_shipment(&id).await.unwrap();
        assert_eq!(world.release_shipment(&id).await.unwrap(), first);
        world.pick(&id, &[]).await.unwrap();
        world.pick(&id, &[]).await.unwrap();
        world.pack(&id).await.unwrap();
        world.pack(&id).await.unwrap();
        world.ship(&id).await.unwrap();
        world.ship(&id).await.unwrap();
        assert_eq!(reason(world.cancel(&id).await), "SHIPMENT_STATE");
        world.deliver(&id).await.unwrap();
        world.deliver(&id).await.unwrap();
        assert_eq!(world.published::<ShipmentShipped>().await.len(), 1);
        assert_eq!(world.published::<ShipmentDelivered>().await.len(), 1);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn without_credit_nothing_is_released_and_nothing_leaves() {
    story(async |world| {
        let (_, kettle) = stocked(&world, "10").await;
        let order = world.order(&[goods(1, kettle, "4")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        world.credit.go_away(true);
        let away = world.release_shipment(&id).await.unwrap_err();
        assert_eq!(away.code(), tonic::Code::Unavailable);
        assert!(o2c_rpc::status::retry_delay(&away).is_some());
        world.credit.go_away(false);
        world.credit.object(order, "APPROVAL_EXPIRED");
        assert_eq!(reason(world.release_shipment(&id).await), "CREDIT_NOT_APPROVED");
        world.credit.approve(order);
        world.release_shipment(&id).await.unwrap();
        world.pick(&id, &[]).await.unwrap();
        world.pack(&id).await.unwrap();
        world.credit.object(order, "LIMIT_EXCEEDED");
        let refused = world.ship(&id).await.unwrap_err();
        let info = o2c_rpc::status::error_info(&refused).unwrap();
        assert_eq!(
            (info.reason.as_str(), info.metadata["reasons"].as_str()),
            ("CREDIT_NOT_APPROVED", "LIMIT_EXCEEDED")
        );
        world.credit.approve(order);
        world.ship(&id).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_shipment_waits_again_and_is_planned_with_the_next_goods() {
    story(async |world| {
        let (main, kettle) = stocked(&world, "4").await;
        let order = world.order(&[goods(1, kettle, "4"), service(2, new_uuid(), "1")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        assert_eq!(world.cancel(&id).await.unwrap().state(), ShipmentState::Cancelled);
        assert_eq!(world.cancel(&id).await.unwrap().state(), ShipmentState::Cancelled);
        assert_eq!(world.stock(&main, kettle).await, ["4", "0", "4", "4"]);
        world.receive(&main, kettle, "1").await;
        let again = world.shipment(order, ShipmentState::Planned).await;
        assert_eq!((again.lines.len(), text(&again.lines[0].planned_quantity)), (2, "4".to_owned()));
        assert_eq!(world.stock(&main, kettle).await, ["5", "4", "1", "0"]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn services_alone_are_an_activation() {
    story(async |world| {
        let order = world.order(&[service(1, new_uuid(), "1"), service(2, new_uuid(), "3")]).await;
        let planned = world.shipment(order, ShipmentState::Planned).await;
        assert_eq!((planned.kind(), planned.warehouse_id.as_str()), (ShipmentKind::Activation, ""));
        let id = planned.shipment_id;
        assert_eq!(reason(world.ship(&id).await), "SHIPMENT_STATE");
        world.release_shipment(&id).await.unwrap();
        assert_eq!(reason(world.pick(&id, &[]).await), "SHIPMENT_STATE");
        assert_eq!(world.ship(&id).await.unwrap().state(), ShipmentState::Delivered);
        assert!(world.published::<ShipmentShipped>().await[0].activation);
        assert_eq!(world.published::<ShipmentDelivered>().await.len(), 1);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn when_the_goods_are_cancelled_the_services_go_alone() {
    story(async |world| {
        let (main, kettle) = stocked(&world, "4").await;
        let order = world.order(&[goods(1, kettle, "6"), service(2, new_uuid(), "1")]).await;
        world.release(new_uuid(), order, &[(1, "6")]).await.unwrap();
        let planned = world.shipment(order, ShipmentState::Planned).await;
        assert_eq!((planned.kind(), planned.lines.len()), (ShipmentKind::Activation, 1));
        assert_eq!(world.shipment(order, ShipmentState::Cancelled).await.kind(), ShipmentKind::Goods);
        assert_eq!(world.stock(&main, kettle).await, ["4", "0", "4", "0"]);
        // a cancelled activation waits for nothing: it is planned anew
        world.cancel(&planned.shipment_id).await.unwrap();
        assert_eq!(world.shipment(order, ShipmentState::Planned).await.kind(), ShipmentKind::Activation);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn carriers_are_heard_once_goods_have_left() {
    story(async |world| {
        let (_, kettle) = stocked(&world, "4").await;
        let order = world.order(&[goods(1, kettle, "4")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        let event = |code: &str, at: i64| RecordTrackingEventRequest {
            request_id: String::new(),
            tracking_event: Some(TrackingEvent {
                shipment_id: id.clone(),
                code: code.into(),
                description: "on its way".into(),
                place: "Leeds".into(),
                happened_at_micros: at,
            }),
        };
        let early = world.client().record_tracking_event(world.request(event("IN_TRANSIT", 1))).await;
        assert_eq!(reason(early), "TRACKING_EVENT_INVALID");
        world.send(&id).await;
        for (code, at) in [("OUT_FOR_DELIVERY", 20), ("IN_TRANSIT", 10), ("IN_TRANSIT", 10), ("EXCEPTION", 30)] {
            world.client().record_tracking_event(world.request(event(code, at))).await.unwrap();
        }
        let mut codes = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = ListTrackingEventsRequest { shipment_id: id.clone(), page_size: 2, page_token };
            let page = world.client().list_tracking_events(world.request(request)).await.unwrap().into_inner();
            codes.extend(page.tracking_events.into_iter().map(|event| event.code));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(codes, ["IN_TRANSIT", "OUT_FOR_DELIVERY", "EXCEPTION"]);
    })
    .await;
}

#[tokio::test]
async fn a_proof_is_of_a_day_from_the_shipment_to_today() {
    story(async |world| {
        let (_, kettle) = stocked(&world, "4").await;
        let order = world.order(&[goods(1, kettle, "4")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        world.send(&id).await;
        let now = world.clock.now().micros();
        let day = 86_400_000_000;
        let deliver = async |received_at_micros: i64| {
            let proof = ProofOfDelivery { received_by: "J. Smith".into(), received_at_micros };
            let request = DeliverShipmentRequest {
                request_id: String::new(),
                shipment_id: id.clone(),
                proof_of_delivery: Some(proof),
            };
            world.client().deliver_shipment(world.request(request)).await
        };
        for wrong in [now - day, now + day] {
            assert_eq!(reason(deliver(wrong).await), "INVALID_REQUEST");
        }
        world.advance(3);
        deliver(now + day).await.unwrap();
        assert_eq!(world.shipment(order, ShipmentState::Delivered).await.delivered_on.unwrap().day, 5);
    })
    .await;
}
