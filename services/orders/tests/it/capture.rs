//! Taking orders in.

use o2c_proto::orders::v1::{GetOrderRequest, OrderState, SubmitOrderRequest};

use crate::desk::{id, line, on_both_engines, order};

#[tokio::test]
async fn a_draft_is_created_read_and_submitted() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let draft = desk.create(order(&customer, vec![line(&kettle, "3", Some("1.5"))]), false).await.unwrap();
        assert_eq!(draft.state(), OrderState::Draft);
        assert!(desk.stated(&draft.order_id).await.is_empty());

        let submit =
            SubmitOrderRequest { request_id: id(), order_id: draft.order_id.clone(), etag: draft.etag.clone() };
        let submitted = desk.client().submit_order(submit.clone()).await.unwrap().into_inner();
        assert_eq!(submitted.state(), OrderState::Submitted);
        assert_ne!(submitted.etag, draft.etag);
        let again = desk.client().submit_order(submit).await.unwrap().into_inner();
        assert_eq!(again, submitted);
        desk.settled().await;
        assert_eq!(desk.order(&draft.order_id).await.state(), OrderState::Confirmed);

        let foreign =
            desk.stranger().get_order(GetOrderRequest { order_id: draft.order_id, ..GetOrderRequest::default() }).await;
        assert_eq!(foreign.unwrap_err().code(), tonic::Code::NotFound);
    })
    .await;
}
#[tokio::test]
async fn who_asks_with_time_is_answered_with_the_decision() {
    on_both_engines(async |desk| {
        let asked = |order_id: &str, wait_milliseconds: i32| GetOrderRequest {
            order_id: order_id.to_owned(),
            wait_milliseconds,
        };
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let draft = desk.create(order(&customer, vec![line(&kettle, "3", Some("1.5"))]), false).await.unwrap();
        // nobody decides about a draft: there is nothing to wait for
        let same = desk.client().get_order(asked(&draft.order_id, 60_000)).await.unwrap().into_inner();
        assert_eq!(same, draft);

        let submitted = desk.create(order(&customer, vec![line(&kettle, "3", Some("1.5"))]), true).await.unwrap();
        assert_eq!(submitted.state(), OrderState::Submitted);
        let decided = desk.client().get_order(asked(&submitted.order_id, 20_000)).await.unwrap().into_inner();
        assert_eq!(decided.state(), OrderState::Confirmed);

        for refused in [-1, 60_001] {
            let refused = desk.client().get_order(asked(&submitted.order_id, refused)).await.unwrap_err();
            assert_eq!(refused.code(), tonic::Code::InvalidArgument);
            assert!(refused.message().contains("wait_milliseconds"), "{}", refused.message());
        }
    })
    .await;
}
