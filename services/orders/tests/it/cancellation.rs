//! Cancelling what is open.

use o2c_proto::orders::v1::{OrderCancellationRefused, OrderLinesCancelled, OrderState};
use o2c_rpc::status::reason_of;

use crate::desk::{line, on_both_engines, order, pounds};

#[tokio::test]
async fn a_draft_is_cancelled_without_a_word_to_others() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let draft = desk.create(order(&customer, vec![line(&kettle, "3", Some("1"))]), false).await.unwrap();
        let refused = desk.cancel(&draft, &[(1, "1")]).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("ORDER_NOT_CANCELLABLE"));
        let cancelled = desk.cancel(&draft, &[]).await.unwrap();
        assert_eq!(cancelled.state(), OrderState::Cancelled);
        assert!(desk.stated(&draft.order_id).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn parts_of_a_confirmed_order_take_their_shares_from_the_tail() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let confirmed = desk.accepted(&customer, &[&kettle]).await;

        desk.cancel(&confirmed, &[(1, "4")]).await.unwrap();
        desk.settled().await;
        let order = desk.order(&confirmed.order_id).await;
        assert_eq!(order.state(), OrderState::Confirmed);
        assert_eq!(order.lines[0].open_quantity.as_ref().unwrap().value, "6");
        assert_eq!(order.lines[0].allocated_quantity.as_ref().unwrap().value, "6");
        assert_eq!(order.lines[0].cancelled_net_amount, pounds(79, 96));
        let fact: OrderLinesCancelled = desk.fact(&order.order_id).await;
        assert!(!fact.whole_order);
        assert_eq!(fact.lines[0].gross_estimate, pounds(95, 95));

        let refused = desk.cancel(&confirmed, &[(1, "7")]).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("QUANTITY_NOT_OPEN"));
        let unknown = desk.cancel(&confirmed, &[(2, "1")]).await.unwrap_err();
        assert_eq!(reason_of(&unknown).as_deref(), Some("ORDER_LINE_NOT_FOUND"));

        desk.cancel(&confirmed, &[]).await.unwrap();
        desk.settled().await;
        let order = desk.order(&confirmed.order_id).await;
        assert_eq!(order.state(), OrderState::Cancelled);
        assert_eq!(order.lines[0].cancelled_net_amount, order.lines[0].net_amount);
        let fact: OrderLinesCancelled = desk.fact(&order.order_id).await;
        assert!(fact.whole_order);
    })
    .await;
}

#[tokio::test]
async fn what_is_picked_is_not_cancelled() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let confirmed = desk.accepted(&customer, &[&kettle]).await;
        desk.neighbours.0.lock().unwrap().picked = true;

        desk.cancel(&confirmed, &[]).await.unwrap();
        desk.settled().await;
        let order = desk.order(&confirmed.order_id).await;
        assert_eq!(order.state(), OrderState::Confirmed);
        assert_eq!(order.lines[0].open_quantity.as_ref().unwrap().value, "10");
        let fact: OrderCancellationRefused = desk.fact(&order.order_id).await;
        assert_eq!(fact.reason, "QUANTITY_NOT_RELEASABLE");
        assert_eq!((fact.lines.len(), fact.lines[0].quantity.as_ref().unwrap().value.as_str()), (1, "10"));

        // The mark is gone: it can be asked again.
        desk.neighbours.0.lock().unwrap().picked = false;
        desk.cancel(&confirmed, &[]).await.unwrap();
        desk.settled().await;
        assert_eq!(desk.order(&confirmed.order_id).await.state(), OrderState::Cancelled);
    })
    .await;
}
