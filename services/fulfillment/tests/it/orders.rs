//! What orders tell.

use o2c_kernel::new_uuid;
use o2c_proto::{
    fulfillment::v1::*,
    orders::v1::{self as orders, OrderHeld, OrderHoldReleased},
};

use crate::world::{goods, reason, service, story, text};

fn held(order: uuid::Uuid) -> OrderHeld {
    OrderHeld { order_id: order.to_string(), hold: Some(orders::Hold::default()), ..OrderHeld::default() }
}

fn released(order: uuid::Uuid) -> OrderHoldReleased {
    OrderHoldReleased { order_id: order.to_string(), ..OrderHoldReleased::default() }
}

#[tokio::test]
async fn nothing_is_released_while_any_hold_is_active() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let order = new_uuid();
        let lines = [goods(1, kettle, "4")];
        // a hold may come before the order is confirmed
        let facts = [
            world.fact("order", order, &held(order)),
            world.fact("order", order, &held(order)),
            world.fact("order", order, &released(order)),
        ];
        world.take(&facts).await;
        let got = world.allocate(order, &lines).await;
        world.take(&[world.confirmation(order, &lines, &got, false)]).await;
        let shipment = world.shipment(order, ShipmentState::Planned).await;
        assert!(shipment.held);
        assert_eq!(reason(world.release_shipment(&shipment.shipment_id).await), "ORDER_HELD");
        world.take(&[world.fact("order", order, &released(order))]).await;
        assert!(!world.shipment(order, ShipmentState::Planned).await.held);
        world.release_shipment(&shipment.shipment_id).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_is_taken_in_once_and_in_sets_of_any_size() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let mut facts = Vec::new();
        let mut all = Vec::new();
        for _ in 0..5 {
            let order = new_uuid();
            let lines = [goods(1, kettle, "3")];
            let got = world.allocate(order, &lines).await;
            facts.push(world.confirmation(order, &lines, &got, false));
            all.push(order);
        }
        let report = world.take(&facts).await;
        assert_eq!((report.handled, report.failed), (5, 0));
        assert_eq!(world.take(&facts).await.doubles, 5);
        let mut planned = Vec::new();
        for order in all {
            let shipments = world.shipments(order).await;
            planned
                .push(shipments.iter().map(|shipment| text(&shipment.lines[0].planned_quantity)).collect::<String>());
        }
        assert_eq!(planned, ["3", "3", "3", "1", ""]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn ship_complete_waits_until_all_is_there() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let (kettle, mug) = (new_uuid(), new_uuid());
        world.receive(&main, kettle, "4").await;
        let order = world.order_with(&[goods(1, kettle, "4"), goods(2, mug, "2")], true).await;
        assert!(world.shipments(order).await.is_empty());
        world.receive(&main, mug, "1").await;
        assert!(world.shipments(order).await.is_empty());
        world.receive(&main, mug, "1").await;
        assert_eq!(world.shipment(order, ShipmentState::Planned).await.lines.len(), 2);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn an_order_learns_what_changed_between_its_allocation_and_its_confirmation() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "1").await;
        let order = new_uuid();
        let lines = [goods(1, kettle, "4"), service(2, new_uuid(), "1")];
        let got = world.allocate(order, &lines).await;
        assert_eq!(got, ["1", "1"]);
        world.receive(&main, kettle, "2").await;
        assert!(world.published::<StockAllocationChanged>().await.is_empty());
        world.take(&[world.confirmation(order, &lines, &got, false)]).await;
        let changed: Vec<StockAllocationChanged> = world.published().await;
        let told: Vec<_> = changed[0].lines.iter().map(|line| text(&line.allocated_quantity)).collect();
        assert_eq!((changed.len(), told), (1, vec!["3".to_owned(), "1".to_owned()]));
        assert_eq!(text(&world.shipment(order, ShipmentState::Planned).await.lines[0].planned_quantity), "3");
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_that_cannot_be_read_is_not_taken_in_by_halves() {
    story(async |world| {
        let order = new_uuid();
        let mut message = orders::OrderConfirmed { order_id: order.to_string(), ..Default::default() };
        message.lines.push(orders::ConfirmedLine::default());
        let report = world.take(&[world.fact("order", order, &message)]).await;
        assert_eq!((report.handled, report.failed), (0, 1));
        assert!(world.shipments(order).await.is_empty());
    })
    .await;
}
