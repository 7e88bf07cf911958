//! Holds that people place.

use o2c_proto::orders::v1::{HoldStatus, HoldType, Order, PlaceHoldRequest, ReleaseHoldRequest};
use o2c_rpc::status::reason_of;

use crate::desk::{id, on_both_engines};

fn place(order: &Order, line_number: i32) -> PlaceHoldRequest {
    PlaceHoldRequest {
        request_id: id(),
        order_id: order.order_id.clone(),
        r#type: HoldType::Compliance.into(),
        reason: "EMBARGO".to_owned(),
        line_number,
    }
}

#[tokio::test]
async fn a_hold_has_one_placement_and_one_release() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let order = desk.accepted(&customer, &[&kettle]).await;

        let unknown = desk.client().place_hold(place(&order, 9)).await.unwrap_err();
        assert_eq!(reason_of(&unknown).as_deref(), Some("ORDER_LINE_NOT_FOUND"));
        let held = desk.client().place_hold(place(&order, 1)).await.unwrap().into_inner();
        assert_eq!(held.hold_status(), HoldStatus::OtherHold);

        let release = |hold_id: &str| ReleaseHoldRequest {
            request_id: id(),
            order_id: order.order_id.clone(),
            hold_id: hold_id.to_owned(),
            reason: "CLEARED".to_owned(),
        };
        let missing = desk.client().release_hold(release(&id())).await.unwrap_err();
        assert_eq!(reason_of(&missing).as_deref(), Some("HOLD_NOT_FOUND"));
        let hold = &held.holds[0].hold_id;
        let released = desk.client().release_hold(release(hold)).await.unwrap().into_inner();
        assert_eq!(released.hold_status(), HoldStatus::None);
        // Again, under another request id: it is released already, and states nothing further.
        let again = desk.client().release_hold(release(hold)).await.unwrap().into_inner();
        assert_eq!(again, released);
        desk.settled().await;
        let facts = ["OrderSubmitted", "OrderConfirmed", "OrderHeld", "OrderHoldReleased"];
        assert_eq!(desk.stated(&order.order_id).await, facts);
    })
    .await;
}

#[tokio::test]
async fn credits_own_hold_is_not_released_here() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        desk.neighbours.0.lock().unwrap().referred.insert(customer.customer_id.clone());
        let order = desk.accepted(&customer, &[&kettle]).await;
        let release = ReleaseHoldRequest {
            request_id: id(),
            order_id: order.order_id.clone(),
            hold_id: order.holds[0].hold_id.clone(),
            reason: "I_WANT_TO".to_owned(),
        };
        let refused = desk.client().release_hold(release).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("HOLD_NOT_RELEASABLE"));
    })
    .await;
}
