//! The same request again gets the same answer, and its effect happens once.

use o2c_proto::{BatchResponse, credit::v1::*};
use tonic::Code;

use crate::desk::*;

#[tokio::test]
async fn a_reservation_again_is_answered_and_not_made_again() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 60);
        let first = desk.ask(order.clone()).await;
        // later, and with less room: the stored answer counts
        desk.ask(order_of(&customer, 40)).await;
        assert_eq!(desk.ask(order.clone()).await, first);
        // without its key, the reservation id names it
        let unkeyed = ReserveCreditRequest { request_id: String::new(), ..order.clone() };
        assert_eq!(desk.ask(unkeyed).await, first);
        assert_eq!(desk.used(&customer).await, 100);

        let changed = ReserveCreditRequest { amount: Some(gbp(61)), ..order };
        let refused = desk.reserve(vec![changed]).await.remove(0).unwrap_err();
        assert_eq!(item_refusal(&refused), (Code::InvalidArgument, "REQUEST_ID_REUSED".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn twins_in_one_batch_get_one_answer() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 60);
        let results = desk.reserve(vec![order.clone(), order]).await;
        assert_eq!(results[0].as_ref().unwrap(), results[1].as_ref().unwrap());
        assert_eq!(desk.used(&customer).await, 60);
    })
    .await;
}

#[tokio::test]
async fn accounts_reviews_and_releases_are_repeatable_too() {
    on_both_engines(async |desk| {
        let create = CreateCreditAccountRequest {
            request_id: new_id(),
            credit_account: Some(account(uuid::Uuid::from_u128(9), 100)),
        };
        let first = desk.client().create_credit_account(desk.request(create.clone())).await.unwrap().into_inner();
        let second = desk.client().create_credit_account(desk.request(create)).await.unwrap().into_inner();
        assert_eq!(first, second);

        let order = order_of(&first.customer_id, 150);
        let credit_review_id = desk.ask(order.clone()).await.credit_review_id;
        let decide = DecideCreditReviewRequest {
            request_id: new_id(),
            credit_review_id,
            decision: CreditReviewDecision::Release.into(),
            reason: "a good customer".to_owned(),
            ..DecideCreditReviewRequest::default()
        };
        let rita = desk.by("rita");
        let first = rita.client().decide_credit_review(rita.request(decide.clone())).await.unwrap().into_inner();
        let second = rita.client().decide_credit_review(rita.request(decide)).await.unwrap().into_inner();
        assert_eq!(first, second);
        assert_eq!(desk.used(&order.customer_id).await, 150);

        let next = again(&order);
        desk.ask(next.clone()).await;
        let requests = vec![undo(&next)];
        for _ in 0..2 {
            let message = BatchReleaseCreditRequest { requests: requests.clone() };
            let response = desk.client().batch_release_credit(desk.request(message)).await.unwrap().into_inner();
            assert!(!response.into_results().remove(0).unwrap().tombstone);
        }
        assert_eq!(desk.used(&order.customer_id).await, 0);
    })
    .await;
}
