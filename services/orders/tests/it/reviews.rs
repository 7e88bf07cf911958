//! What credit's reviewers decide about referred orders.

use o2c_proto::{
    credit::v1::{CreditRejected, CreditReleased},
    orders::v1::{HoldStatus, Order, OrderState},
};

use crate::desk::{Desk, on_both_engines};

async fn referred(desk: &Desk) -> Order {
    let customer = desk.customer().await;
    let kettle = desk.product("KETTLE").await;
    desk.neighbours.0.lock().unwrap().referred.insert(customer.customer_id.clone());
    desk.accepted(&customer, &[&kettle]).await
}

pub async fn release(desk: &Desk, order: &Order) {
    desk.neighbours.0.lock().unwrap().released_orders.insert(order.order_id.clone());
    let review = order.holds[0].hold_id.clone();
    let released = CreditReleased {
        credit_review_id: review.clone(),
        order_id: order.order_id.clone(),
        customer_id: order.customer_id.clone(),
        amount: None,
        released_by: "carla".to_owned(),
        reason: "GOOD_CUSTOMER".to_owned(),
        ..CreditReleased::default()
    };
    desk.hear("credit", "credit_review", &review, released).await;
}

pub async fn reject(desk: &Desk, order: &Order) {
    let review = order.holds[0].hold_id.clone();
    let rejected = CreditRejected {
        credit_review_id: review.clone(),
        order_id: order.order_id.clone(),
        customer_id: order.customer_id.clone(),
        rejected_by: "carla".to_owned(),
        reason: "INSOLVENT".to_owned(),
        ..CreditRejected::default()
    };
    desk.hear("credit", "credit_review", &review, rejected).await;
}

#[tokio::test]
async fn a_released_order_goes_through_another_acceptance() {
    on_both_engines(async |desk| {
        let order = referred(desk).await;
        release(desk, &order).await;

        let order = desk.order(&order.order_id).await;
        assert_eq!(order.state(), OrderState::Confirmed);
        assert_eq!(order.hold_status(), HoldStatus::None);
        assert_eq!(order.holds[0].released_by, "carla");
        let facts = ["OrderSubmitted", "OrderHeld", "OrderHoldReleased", "OrderConfirmed"];
        assert_eq!(desk.stated(&order.order_id).await, facts);
    })
    .await;
}

#[tokio::test]
async fn a_rejected_review_rejects_the_order() {
    on_both_engines(async |desk| {
        let order = referred(desk).await;
        reject(desk, &order).await;

        let order = desk.order(&order.order_id).await;
        assert_eq!(order.state(), OrderState::Rejected);
        assert_eq!(order.rejection_reason, "CREDIT_REJECTED: INSOLVENT");
        assert_eq!(order.hold_status(), HoldStatus::None);
    })
    .await;
}

#[tokio::test]
async fn an_order_cancelled_on_hold_stays_cancelled_when_it_is_released() {
    on_both_engines(async |desk| {
        let order = referred(desk).await;
        let cancelled = desk.cancel(&order, &[]).await.unwrap();
        assert_eq!(cancelled.state(), OrderState::Cancelled);
        assert_eq!(cancelled.hold_status(), HoldStatus::None);
        release(desk, &order).await;
        assert_eq!(desk.order(&order.order_id).await.state(), OrderState::Cancelled);
        let facts = ["OrderSubmitted", "OrderHeld", "OrderLinesCancelled", "OrderHoldReleased"];
        assert_eq!(desk.stated(&order.order_id).await, facts);
    })
    .await;
}
