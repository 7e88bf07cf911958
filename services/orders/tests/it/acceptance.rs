//! What becomes of submitted orders.

use o2c_proto::orders::v1::{FulfilmentStatus, HoldStatus, OrderConfirmed, OrderState};

use crate::desk::{on_both_engines, pounds};

#[tokio::test]
async fn an_accepted_order_has_its_credit_and_its_stock() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let (kettle, cup) = (desk.product("KETTLE").await, desk.product("CUP").await);
        let order = desk.accepted(&customer, &[&kettle, &cup]).await;

        assert_eq!(order.state(), OrderState::Confirmed);
        assert_eq!(order.fulfilment_status(), FulfilmentStatus::Allocated);
        assert_eq!(order.number, "SO-00000001");
        assert_eq!(order.net_amount, pounds(201, 61));
        assert_eq!(order.gross_estimate, pounds(241, 93));
        assert_eq!(desk.stated(&order.order_id).await, ["OrderSubmitted", "OrderConfirmed"]);
        let confirmed: OrderConfirmed = desk.fact(&order.order_id).await;
        assert_eq!(confirmed.lines.len(), 2);
        assert_eq!(confirmed.lines[0].gross_estimate, pounds(239, 88));
        let world = desk.neighbours.0.lock().unwrap();
        assert_eq!(world.reserved.values().copied().collect::<Vec<_>>(), [24_193]);
        assert_eq!(world.allocated.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_denied_order_is_rejected_with_its_reason_and_holds_nothing() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        desk.neighbours.0.lock().unwrap().denied.insert(customer.customer_id.clone());
        let order = desk.accepted(&customer, &[&kettle]).await;

        assert_eq!(order.state(), OrderState::Rejected);
        assert_eq!(order.rejection_reason, "LIMIT_EXCEEDED");
        assert_eq!(desk.stated(&order.order_id).await, ["OrderSubmitted", "OrderRejected"]);
        assert!(desk.neighbours.0.lock().unwrap().allocated.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_referred_order_allocates_nothing_and_waits_with_its_reason() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        desk.neighbours.0.lock().unwrap().referred.insert(customer.customer_id.clone());
        let order = desk.accepted(&customer, &[&kettle]).await;

        assert_eq!(order.state(), OrderState::Submitted);
        assert_eq!(order.hold_status(), HoldStatus::CreditHold);
        assert_eq!(order.holds[0].reason, "LIMIT_EXCEEDED");
        assert!(desk.neighbours.0.lock().unwrap().allocated.is_empty());
        assert_eq!(desk.stated(&order.order_id).await, ["OrderSubmitted", "OrderHeld"]);
    })
    .await;
}
