//! Stock, its moves, and counts.

use o2c_kernel::new_uuid;
use o2c_proto::fulfillment::v1::*;

use crate::world::{goods, reason, service, story, text};

#[tokio::test]
async fn a_count_turns_the_newest_reservations_into_backorders() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let first = world.order(&[goods(1, kettle, "4")]).await;
        let second = world.order(&[goods(1, kettle, "3")]).await;
        let third = world.order(&[goods(1, kettle, "2")]).await;

        let level = world.adjust(&main, kettle, "-4").await.unwrap();
        assert_eq!(
            (text(&level.on_hand), text(&level.allocated), text(&level.backordered)),
            ("6".into(), "6".into(), "3".into())
        );
        assert_eq!(text(&world.shipment(first, ShipmentState::Planned).await.lines[0].planned_quantity), "4");
        assert_eq!(text(&world.shipment(second, ShipmentState::Planned).await.lines[0].planned_quantity), "2");
        // of the newest nothing is left: its shipment does not go
        world.shipment(third, ShipmentState::Cancelled).await;
        assert_eq!(world.published::<StockAdjusted>().await.len(), 1);
        assert_eq!(world.published::<StockAllocationChanged>().await.len(), 2);
        world.assert_clean().await;

        // what is found again goes to who waits longest
        world.adjust(&main, kettle, "2").await.unwrap();
        assert_eq!(world.shipments(second).await.len(), 2);
        assert_eq!(world.stock(&main, kettle).await, ["8", "8", "0", "1"]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_count_reaches_what_is_packed_too() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "5").await;
        let order = world.order(&[goods(1, kettle, "5")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        world.release_shipment(&id).await.unwrap();
        world.pick(&id, &[]).await.unwrap();
        world.pack(&id).await.unwrap();
        world.adjust(&main, kettle, "-2").await.unwrap();
        world.assert_clean().await;
        world.ship(&id).await.unwrap();
        let shipped: Vec<ShipmentShipped> = world.published().await;
        assert_eq!(text(&shipped[0].lines[0].quantity), "3");
        assert_eq!(world.stock(&main, kettle).await, ["0", "0", "0", "2"]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_count_does_not_go_below_nothing_and_names_what_is_there() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "2").await;
        let refused = world.adjust(&main, kettle, "-3").await;
        let info = o2c_rpc::status::error_info(&refused.unwrap_err()).unwrap();
        assert_eq!((info.reason.as_str(), info.metadata["on_hand"].as_str()), ("STOCK_INSUFFICIENT", "2"));
        assert_eq!(reason(world.adjust(&new_uuid().to_string(), kettle, "1").await), "WAREHOUSE_NOT_FOUND");
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn every_move_names_where_goods_came_from_and_went_to() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "5").await;
        world.adjust(&main, kettle, "1").await.unwrap();
        world.adjust(&main, kettle, "-2").await.unwrap();
        let order = world.order(&[goods(1, kettle, "3")]).await;
        world.send(&world.shipment(order, ShipmentState::Planned).await.shipment_id).await;
        let mut moves = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = ListStockMovesRequest { product_id: kettle.to_string(), page_size: 3, page_token };
            let page = world.client().list_stock_moves(world.request(request)).await.unwrap().into_inner();
            moves.extend(page.stock_moves);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        let place = |place: &str| if place == main { "main".to_owned() } else { place.to_owned() };
        let moves: Vec<String> = moves
            .iter()
            .map(|one| {
                let (from, to) = (place(&one.from_location), place(&one.to_location));
                format!("{} {} {from}>{to}", one.kind, text(&one.quantity))
            })
            .collect();
        assert_eq!(
            moves,
            ["receipt 5 supplier>main", "adjustment 1 loss>main", "adjustment 2 main>loss", "shipment 3 main>customer"]
        );
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_receipt_of_many_products_serves_many_orders() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let products: Vec<_> = (0..20).map(|_| new_uuid()).collect();
        let mut orders = Vec::new();
        for chunk in products.chunks(4) {
            let lines: Vec<_> = (1..).zip(chunk).map(|(number, product)| goods(number, *product, "2")).collect();
            orders.push(world.order(&lines).await);
        }
        let requests = products.iter().flat_map(|product| {
            let request = ReceiveStockRequest {
                warehouse_id: main.clone(),
                product_id: product.to_string(),
                quantity: crate::world::decimal("1"),
                ..ReceiveStockRequest::default()
            };
            [request.clone(), request]
        });
        let requests: Vec<ReceiveStockRequest> = requests.collect();
        // only tried, it serves nobody
        let batch = BatchReceiveStockRequest { requests: requests.clone(), validate_only: true };
        let tried = world.client().batch_receive_stock(world.request(batch)).await.unwrap().into_inner();
        assert!(o2c_proto::BatchResponse::into_results(tried).iter().all(Result::is_ok));
        let batch = BatchReceiveStockRequest { requests, validate_only: false };
        let answer = world.client().batch_receive_stock(world.request(batch)).await.unwrap().into_inner();
        assert!(o2c_proto::BatchResponse::into_results(answer).iter().all(Result::is_ok));
        for order in orders {
            let shipment = world.shipment(order, ShipmentState::Planned).await;
            assert!(shipment.lines.iter().all(|line| text(&line.planned_quantity) == "2"));
        }
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn what_ships_complete_is_not_released_while_a_part_of_it_is_lost() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let (kettle, mug) = (new_uuid(), new_uuid());
        world.receive(&main, kettle, "4").await;
        world.receive(&main, mug, "2").await;
        let lines = [goods(1, kettle, "4"), goods(2, mug, "2"), service(3, new_uuid(), "1")];
        let order = world.order_with(&lines, true).await;
        let planned = world.shipment(order, ShipmentState::Planned).await.shipment_id;

        world.adjust(&main, mug, "-1").await.unwrap();
        assert_eq!(reason(world.release_shipment(&planned).await), "SHIPMENT_STATE");
        // what is there stays with the order
        assert_eq!(world.stock(&main, kettle).await, ["4", "4", "0", "0"]);
        assert_eq!(world.stock(&main, mug).await, ["1", "1", "0", "1"]);
        world.assert_clean().await;

        world.receive(&main, mug, "1").await;
        let again = world.shipment(order, ShipmentState::Planned).await;
        let quantities: Vec<_> = again.lines.iter().map(|line| text(&line.planned_quantity)).collect();
        assert_eq!(quantities, ["4", "2", "1"]);
        world.send(&again.shipment_id).await;
        assert_eq!(world.published::<ShipmentShipped>().await.len(), 1);
        world.assert_clean().await;
    })
    .await;
}
