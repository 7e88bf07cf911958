//! Many at once, and the same request twice.

use o2c_proto::{
    BatchResponse,
    orders::v1::{BatchCreateOrdersRequest, CreateOrderRequest, SubmitOrderRequest},
};
use o2c_rpc::status::reason_of;

use crate::desk::{id, line, on_both_engines, on_both_engines_in_sets_of, order};

#[tokio::test]
async fn of_many_who_submit_one_draft_all_see_it_submitted_once() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let draft = desk.create(order(&customer, vec![line(&kettle, "3", Some("1.5"))]), false).await.unwrap();
        let submissions = (0..8).map(|_| {
            let request =
                SubmitOrderRequest { request_id: id(), order_id: draft.order_id.clone(), etag: String::new() };
            let mut client = desk.client();
            tokio::spawn(async move { client.submit_order(request).await })
        });
        for submission in submissions.collect::<Vec<_>>() {
            if let Err(refused) = submission.await.unwrap() {
                // It came so late that the order was confirmed already.
                assert_eq!(reason_of(&refused).as_deref(), Some("ORDER_NOT_SUBMITTABLE"));
            }
        }
        desk.settled().await;
        assert_eq!(desk.stated(&draft.order_id).await, ["OrderSubmitted", "OrderConfirmed"]);
    })
    .await;
}

#[tokio::test]
async fn one_external_id_makes_one_order_however_many_try() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let mut wish = order(&customer, vec![line(&kettle, "1", Some("1"))]);
        wish.external_id = "shop-1".to_owned();
        let tries = (0..6).map(|_| {
            let request = CreateOrderRequest { request_id: id(), order: Some(wish.clone()), submit: true };
            let mut client = desk.client();
            tokio::spawn(async move { client.create_order(request).await })
        });
        let mut accepted = 0;
        for attempt in tries.collect::<Vec<_>>() {
            match attempt.await.unwrap() {
                Ok(_) => accepted += 1,
                Err(refused) => assert_eq!(reason_of(&refused).as_deref(), Some("EXTERNAL_ID_TAKEN")),
            }
        }
        assert_eq!(accepted, 1);
        desk.settled().await;
    })
    .await;
}

#[tokio::test]
async fn a_batch_answers_each_item_whatever_the_size_of_the_sets() {
    for items in [1, 7, 256] {
        on_both_engines_in_sets_of(items, async |desk| {
            let customer = desk.customer().await;
            let kettle = desk.product("KETTLE").await;
            let request = |quantity: &str| CreateOrderRequest {
                request_id: id(),
                order: Some(order(&customer, vec![line(&kettle, quantity, Some("1"))])),
                submit: true,
            };
            let mut requests: Vec<CreateOrderRequest> = (1..=20).map(|n| request(&n.to_string())).collect();
            requests[3] = request("nonsense");
            requests[5].order.as_mut().unwrap().customer_id = id();
            requests[7] = requests[6].clone();
            let batch = BatchCreateOrdersRequest { requests, validate_only: false };
            let first = desk.client().batch_create_orders(batch.clone()).await.unwrap().into_inner().into_results();
            let good: Vec<usize> = (0..20).filter(|at| first[*at].is_ok()).collect();
            assert_eq!(good, [0, 1, 2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
            assert_eq!(first[6], first[7]);
            let numbers: Vec<&str> = first.iter().flatten().map(|order| order.number.as_str()).collect();
            assert!(numbers.is_sorted());
            let again = desk.client().batch_create_orders(batch).await.unwrap().into_inner().into_results();
            for at in good {
                assert_eq!(again[at], first[at]);
            }
            desk.settled().await;
            let last = desk.order(&first[19].as_ref().unwrap().order_id).await;
            assert_eq!(last.state(), o2c_proto::orders::v1::OrderState::Confirmed);
            assert_eq!(last.number, "SO-00000017");
        })
        .await;
    }
}
