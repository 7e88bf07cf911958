//! A set of 256 orders with 4,000 lines is a handful of statements: it must not take longer than a few seconds even
//! unoptimised. Run with `--release -- --nocapture throughput` to see the rates.

use std::time::{Duration, SystemTime};

use o2c_proto::{
    BatchResponse,
    orders::v1::{BatchCreateOrdersRequest, CreateOrderRequest, OrderState},
};

use crate::desk::{id, line, on_both_engines, order};

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a test that measures")]
async fn a_full_set_is_created_accepted_and_shipped() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let lines = |n: usize| (0..n).map(|_| line(&kettle, "2", Some("1.25"))).collect::<Vec<_>>();
        let requests = (0..256).map(|at| CreateOrderRequest {
            request_id: id(),
            order: Some(order(&customer, lines(if at % 2 == 0 { 15 } else { 16 }))),
            submit: true,
        });
        let start = SystemTime::now();
        let batch = BatchCreateOrdersRequest { requests: requests.collect(), validate_only: false };
        let created = desk.client().batch_create_orders(batch).await.unwrap().into_inner().into_results();
        let (created, since) = (created.into_iter().map(Result::unwrap).collect::<Vec<_>>(), start.elapsed().unwrap());
        desk.settled().await;
        let accepted = start.elapsed().unwrap();
        println!("{:?}: 3,968 lines created in {since:?}, accepted in {:?}", desk.store.engine(), accepted - since);
        assert!(accepted < Duration::from_secs(60));
        let calls = desk.neighbours.0.lock().unwrap().calls;
        assert!(calls <= 12, "{calls} calls for a set");
        assert_eq!(desk.order(&created[255].order_id).await.state(), OrderState::Confirmed);
    })
    .await;
}
