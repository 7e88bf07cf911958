//! For each law, the fault that only it sees, put into the database by hand; and the figures.

use o2c_kernel::new_uuid;
use o2c_proto::fulfillment::v1::*;

use crate::world::{World, goods, service, story};

/// One order shipped and delivered, one shipped, one planned, one waiting.
async fn a_busy_day(world: &World) -> [uuid::Uuid; 4] {
    let main = world.warehouse("MAIN").await;
    let kettle = new_uuid();
    world.receive(&main, kettle, "10").await;
    let delivered = world.order(&[goods(1, kettle, "3"), service(2, new_uuid(), "1")]).await;
    let id = world.shipment(delivered, ShipmentState::Planned).await.shipment_id;
    world.send(&id).await;
    world.deliver(&id).await.unwrap();
    let shipped = world.order(&[goods(1, kettle, "2")]).await;
    world.send(&world.shipment(shipped, ShipmentState::Planned).await.shipment_id).await;
    let planned = world.order(&[goods(1, kettle, "4")]).await;
    let waiting = world.order(&[goods(1, kettle, "4")]).await;
    world.assert_clean().await;
    [delivered, shipped, planned, waiting]
}

async fn breaks(sql: &'static str, expected: &'static [&'static str]) {
    story(async |world| {
        a_busy_day(&world).await;
        world.tamper(sql).await;
        let broken: Vec<_> = world.broken_laws().await.into_iter().map(|(law, _)| law).collect();
        assert_eq!(broken, expected, "{sql}");
    })
    .await;
}

#[tokio::test]
async fn ful_1_sees_stock_that_is_allocated_to_nobody() {
    breaks("UPDATE stock_level SET allocated = allocated - 1", &["FUL-1"]).await;
}

#[tokio::test]
async fn ful_2_sees_stock_that_never_moved() {
    breaks("UPDATE stock_level SET on_hand = on_hand + 1", &["FUL-2"]).await;
}

#[tokio::test]
async fn ful_2_sees_a_move_from_nowhere() {
    breaks("DELETE FROM stock_move WHERE kind = 'receipt'", &["FUL-2"]).await;
}

#[tokio::test]
async fn ful_3_sees_a_plan_beyond_the_allocation() {
    breaks(
        "UPDATE shipment_line SET planned = planned + 1 WHERE shipment_id IN \
         (SELECT shipment_id FROM shipment WHERE state = 'PLANNED')",
        &["FUL-3"],
    )
    .await;
}

#[tokio::test]
async fn ful_3_sees_a_delivery_before_its_shipment() {
    breaks("UPDATE shipment SET delivered_on = shipped_on - 1 WHERE state = 'DELIVERED'", &["FUL-3"]).await;
}

#[tokio::test]
async fn ful_4_sees_a_reservation_that_consumed_what_was_given_back() {
    breaks("UPDATE reservation SET consumed = consumed - 1, released = released + 1 WHERE consumed > 0", &["FUL-4"])
        .await;
}

#[tokio::test]
async fn ful_5_sees_a_goods_issue_that_was_not_told() {
    breaks("DELETE FROM outbox WHERE type = 'o2c.fulfillment.v1.ShipmentShipped'", &["FUL-5"]).await;
}

#[tokio::test]
async fn ful_5_sees_a_line_that_was_not_told() {
    breaks("UPDATE shipment SET shipped_lines = shipped_lines + 1 WHERE state = 'SHIPPED'", &["FUL-5"]).await;
}

#[tokio::test]
async fn figures_come_in_the_order_of_documents_whatever_the_page() {
    story(async |world| {
        let [delivered, shipped, planned, waiting] = a_busy_day(&world).await;
        let audit = world.service.audit();
        for figures in audit.figures() {
            let all = (figures.page)(audit.store(), None, 100).await.unwrap();
            let mut one_by_one = Vec::new();
            let mut after = None;
            loop {
                let page = (figures.page)(audit.store(), after.clone(), 1).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some((last.tenant.clone(), last.document));
                one_by_one.extend(page);
            }
            assert_eq!(all, one_by_one);
            assert!(all.windows(2).all(|pair| pair[0].document < pair[1].document));
            if figures.name == "fulfillment.shipped" {
                let of = |order| all.iter().find(|figure| figure.document == order).unwrap().amounts.clone();
                assert_eq!(of(delivered), [4_000_000, 4_000_000, 0]);
                assert_eq!(of(shipped), [2_000_000, 0, 0]);
                assert_eq!((of(planned), of(waiting)), (vec![0, 0, 0], vec![0, 0, 0]));
            } else {
                assert_eq!(figures.name, "fulfillment.shipped_estimate");
                let mut amounts: Vec<_> = all.iter().map(|figure| figure.amounts.clone()).collect();
                amounts.sort();
                assert_eq!(amounts, [[1_000, 1], [1_500, 2]]);
                // planned, released, picked, packed, shipped, and of one delivered
                let mut heads: Vec<_> = all.iter().map(|figure| figure.sequence).collect();
                heads.sort_unstable();
                assert_eq!(heads, [5, 6]);
            }
        }
    })
    .await;
}
