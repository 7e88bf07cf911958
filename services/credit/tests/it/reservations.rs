use o2c_proto::credit::v1::*;
use tonic::Code;

use crate::desk::*;

#[tokio::test]
async fn a_batch_is_decided_in_its_order_and_bad_items_harm_nobody() {
    on_both_engines(async |desk| {
        let rich = desk.customer(100).await.customer_id;
        let poor = desk.customer(0).await.customer_id;
        let bad = ReserveCreditRequest { amount: None, ..order_of(&rich, 1) };
        let orders = vec![
            order_of(&rich, 60),
            order_of(&poor, 1),
            bad,
            order_of(&rich, 50),
            order_of(&rich, 40),
            order_of(&new_id(), 1),
        ];
        let results = desk.reserve(orders.clone()).await;
        let outcomes: Vec<_> = results.iter().flatten().map(said).collect();
        assert_eq!(
            outcomes,
            [
                (CreditOutcome::Approved, vec![]),
                (CreditOutcome::Referred, vec!["LIMIT_EXCEEDED"]),
                (CreditOutcome::Referred, vec!["LIMIT_EXCEEDED"]),
                (CreditOutcome::Approved, vec![]),
                (CreditOutcome::Denied, vec!["NO_ACCOUNT"]),
            ]
        );
        let refused = results[2].as_ref().unwrap_err();
        assert_eq!(item_refusal(refused), (Code::InvalidArgument, "INVALID_REQUEST".to_owned()));
        assert_eq!((desk.used(&rich).await, desk.used(&poor).await), (100, 0));
        let approved = results[0].as_ref().unwrap();
        assert_eq!(approved.valid_until_micros, desk.clock.now().micros() + 30 * 86_400_000_000);
    })
    .await;
}

#[tokio::test]
async fn one_order_twice_in_a_batch_sees_what_the_first_did() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 60);
        let results = desk.reserve(vec![order.clone(), again(&order)]).await;
        let outcomes: Vec<_> = results.iter().flatten().map(ReserveCreditResponse::outcome).collect();
        assert_eq!(outcomes, [CreditOutcome::Approved, CreditOutcome::Referred]);
        assert_eq!(desk.used(&customer).await, 60);
    })
    .await;
}

#[tokio::test]
async fn an_undo_frees_the_amount_and_leaves_its_trace() {
    on_both_engines(async |desk| {
        let opened = desk.customer(100).await;
        let order = order_of(&opened.customer_id, 60);
        desk.ask(order.clone()).await;
        assert!(!desk.release(undo(&order)).await.unwrap().tombstone);
        assert_eq!(desk.used(&opened.customer_id).await, 0);
        let entries = desk.entries(&opened.credit_account_id).await;
        let told: Vec<_> = entries.iter().map(|entry| (entry.kind.as_str(), minor(entry.amount.as_ref()))).collect();
        assert_eq!(told, [("reservation", 60), ("release", -60)]);
        assert!(entries.iter().all(|entry| entry.document_id == order.order_id && entry.document_type == "order"));
    })
    .await;
}

#[tokio::test]
async fn a_reservation_that_comes_after_its_release_is_refused() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 60);
        assert!(desk.release(undo(&order)).await.unwrap().tombstone);
        let late = desk.reserve(vec![order]).await.remove(0).unwrap_err();
        assert_eq!(item_refusal(&late), (Code::FailedPrecondition, "RESERVATION_RELEASED".to_owned()));
        assert_eq!(desk.used(&customer).await, 0);
    })
    .await;
}
