//! Allocating and giving back.

use o2c_kernel::new_uuid;
use o2c_proto::fulfillment::v1::*;

use crate::world::{goods, one, reason, service, story, text};

#[tokio::test]
async fn what_is_there_is_held_and_the_rest_waits_in_the_order_of_arrival() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let (first, second, third) = (new_uuid(), new_uuid(), new_uuid());
        assert_eq!(world.allocate(first, &[goods(1, kettle, "8")]).await, ["8"]);
        assert_eq!(world.allocate(second, &[goods(1, kettle, "5")]).await, ["2"]);
        assert_eq!(world.allocate(third, &[goods(1, kettle, "1.5"), service(2, new_uuid(), "1")]).await, ["0", "1"]);
        assert_eq!(world.stock(&main, kettle).await, ["10", "10", "0", "4.5"]);

        world.receive(&main, kettle, "4").await;
        assert_eq!(world.stock(&main, kettle).await, ["14", "14", "0", "0.5"]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn without_a_warehouse_goods_are_refused_and_services_are_not() {
    story(async |world| {
        let lines = [goods(1, new_uuid(), "1")];
        assert_eq!(reason(world.allocate_as(new_uuid(), new_uuid(), &lines).await), "NO_WAREHOUSE");
        assert_eq!(world.allocate(new_uuid(), &[service(1, new_uuid(), "1")]).await, ["1"]);
    })
    .await;
}

#[tokio::test]
async fn the_first_warehouse_by_code_is_allocated_from() {
    story(async |world| {
        let (second, first) = (world.warehouse("B").await, world.warehouse("A").await);
        let kettle = new_uuid();
        world.receive(&second, kettle, "10").await;
        world.receive(&first, kettle, "3").await;
        assert_eq!(world.allocate(new_uuid(), &[goods(1, kettle, "5")]).await, ["3"]);
        assert_eq!(world.stock(&second, kettle).await, ["10", "0", "10", "0"]);
    })
    .await;
}

#[tokio::test]
async fn an_attempt_is_made_once_and_given_back_once() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let (attempt, order) = (new_uuid(), new_uuid());
        let lines = [goods(1, kettle, "4")];
        for _ in 0..2 {
            assert_eq!(world.allocate_as(attempt, order, &lines).await.unwrap(), ["4"]);
        }
        assert_eq!(world.stock(&main, kettle).await, ["10", "4", "6", "0"]);
        for _ in 0..2 {
            assert!(!world.release(attempt, order, &[]).await.unwrap().tombstone);
        }
        assert_eq!(world.stock(&main, kettle).await, ["10", "0", "10", "0"]);
        assert_eq!(reason(world.allocate_as(attempt, order, &lines).await), "ALLOCATION_RELEASED");
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_late_attempt_meets_its_tombstone() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let (attempt, order) = (new_uuid(), new_uuid());
        for _ in 0..2 {
            assert!(world.release(attempt, order, &[]).await.unwrap().tombstone);
        }
        assert_eq!(reason(world.allocate_as(attempt, order, &[goods(1, kettle, "4")]).await), "ALLOCATION_RELEASED");
        assert_eq!(world.stock(&main, kettle).await, ["10", "0", "10", "0"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_given_back_goes_to_who_waits() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "5").await;
        let first = world.order(&[goods(1, kettle, "5")]).await;
        let second = world.order(&[goods(1, kettle, "3")]).await;
        assert!(world.shipments(second).await.is_empty());

        world.release(first, first, &[(1, "2")]).await.unwrap();
        assert_eq!(world.stock(&main, kettle).await, ["5", "5", "0", "1"]);
        let shipment = world.shipment(second, ShipmentState::Planned).await;
        assert_eq!(text(&shipment.lines[0].planned_quantity), "2");
        let reduced = world.shipment(first, ShipmentState::Planned).await;
        assert_eq!(text(&reduced.lines[0].planned_quantity), "3");
        let changes: Vec<StockAllocationChanged> = world.published().await;
        let told: Vec<_> =
            changes.iter().map(|fact| (fact.order_id.as_str(), text(&fact.lines[0].allocated_quantity))).collect();
        assert!(told.contains(&(second.to_string().as_str(), "2".into())), "{told:?}");
        assert!(told.contains(&(first.to_string().as_str(), "3".into())), "{told:?}");
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_picked_is_not_given_back() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "5").await;
        let order = world.order(&[goods(1, kettle, "8")]).await;
        let shipment = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        world.release_shipment(&shipment).await.unwrap();
        world.pick(&shipment, &[]).await.unwrap();
        assert_eq!(reason(world.release(new_uuid(), order, &[(1, "4")]).await), "QUANTITY_NOT_RELEASABLE");
        assert!(!world.release(new_uuid(), order, &[(1, "3")]).await.unwrap().tombstone);
        assert_eq!(world.stock(&main, kettle).await, ["5", "5", "0", "0"]);
        // the undo of a cancellation asks again, under an id of its own
        assert_eq!(world.allocate_as(new_uuid(), order, &[goods(1, kettle, "3")]).await.unwrap(), ["0"]);
        assert_eq!(world.stock(&main, kettle).await, ["5", "5", "0", "3"]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_batch_is_decided_in_its_order_and_one_bad_item_harms_nobody() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let mut requests: Vec<AllocateStockRequest> =
            (0..5).map(|_| crate::world::World::allocation(new_uuid(), new_uuid(), &[goods(1, kettle, "3")])).collect();
        requests[1].order_id = "nonsense".into();
        requests[1].lines[0].quantity = crate::world::decimal("-1");
        let batch = BatchAllocateStockRequest { requests };
        let answer = world.client().batch_allocate_stock(world.request(batch)).await.unwrap().into_inner();
        let got: Vec<String> = o2c_proto::BatchResponse::into_results(answer)
            .into_iter()
            .map(|result| match result {
                Ok(response) => text(&response.lines[0].allocated_quantity),
                Err(status) => {
                    let status = o2c_rpc::status::as_tonic(status);
                    let fields: Vec<_> =
                        o2c_rpc::status::field_violations(&status).into_iter().map(|(field, _)| field).collect();
                    fields.join("+")
                }
            })
            .collect();
        assert_eq!(got, ["3", "order_id+lines[0].quantity", "3", "3", "1"]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_id_answers_the_same_and_holds_once() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let mut request = crate::world::World::allocation(new_uuid(), new_uuid(), &[goods(1, kettle, "3")]);
        request.request_id = new_uuid().to_string();
        let batch = BatchAllocateStockRequest { requests: vec![request.clone()] };
        let mut answers = Vec::new();
        for _ in 0..2 {
            let answer = world.client().batch_allocate_stock(world.request(batch.clone())).await.unwrap();
            answers.push(one(answer.into_inner()).unwrap());
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(world.stock(&main, kettle).await, ["10", "3", "7", "0"]);
        request.lines[0].quantity = crate::world::decimal("4");
        let batch = BatchAllocateStockRequest { requests: vec![request] };
        let answer = world.client().batch_allocate_stock(world.request(batch)).await.unwrap();
        assert_eq!(reason(one(answer.into_inner())), "REQUEST_ID_REUSED");
    })
    .await;
}
