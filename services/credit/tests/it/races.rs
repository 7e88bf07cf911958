//! Many ask at once, and none gets what is not there.

use std::sync::Arc;

use o2c_proto::credit::v1::*;
use tonic::Code;

use crate::desk::*;

const ASKERS: usize = 24;
const ASKED_BY_EACH: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_concurrent_reservers_never_breach_the_limit() {
    on_both_engines(async |desk| {
        // room for 50 of 144
        let opened = desk.customer(500).await;
        let customer: Arc<str> = opened.customer_id.as_str().into();
        let askers: Vec<_> = (0..ASKERS)
            .map(|number| {
                let (desk, customer) = (desk.clone(), Arc::clone(&customer));
                tokio::spawn(async move {
                    let mut approved = 0;
                    for round in 0..ASKED_BY_EACH {
                        // sets of one and sets of several, and some are given back while others ask
                        let size = if (number + round) % 3 == 0 { 3 } else { 1 };
                        let orders: Vec<_> = (0..size).map(|_| order_of(&customer, 10)).collect();
                        let results = desk.reserve(orders.clone()).await;
                        for (order, result) in orders.iter().zip(results) {
                            if result.unwrap().outcome() == CreditOutcome::Approved {
                                approved += 1;
                                if number % 4 == 0 {
                                    desk.release(undo(order)).await.unwrap();
                                    approved -= 1;
                                }
                            }
                        }
                    }
                    approved
                })
            })
            .collect();
        let mut approved = 0;
        for asker in askers {
            approved += asker.await.unwrap();
        }
        assert_eq!(desk.used(&customer).await, approved * 10);
        // what was given back after the last one had asked is free still
        while desk.reserve(vec![order_of(&customer, 10)]).await.remove(0).unwrap().outcome() == CreditOutcome::Approved
        {
            approved += 1;
        }
        let mut running = 0;
        for entry in desk.entries(&opened.credit_account_id).await {
            running += minor(entry.amount.as_ref());
            assert!(running <= 500, "the limit was breached: {running}");
        }
        assert_eq!(running, approved * 10);
        assert_eq!(approved, 50, "what was free was not given out");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sets_that_name_the_same_accounts_crosswise_do_not_deadlock() {
    on_both_engines(async |desk| {
        let mut customers = Vec::new();
        for _ in 0..4 {
            customers.push(desk.customer(1_000_000).await.customer_id);
        }
        let askers: Vec<_> = (0..12)
            .map(|number: usize| {
                let (desk, mut customers) = (desk.clone(), customers.clone());
                customers.rotate_left(number % 4);
                if number.is_multiple_of(2) {
                    customers.reverse();
                }
                tokio::spawn(async move {
                    for _ in 0..5 {
                        let orders = customers.iter().map(|customer| order_of(customer, 1)).collect();
                        for result in desk.reserve(orders).await {
                            assert_eq!(result.unwrap().outcome(), CreditOutcome::Approved);
                        }
                    }
                })
            })
            .collect();
        for asker in askers {
            asker.await.unwrap();
        }
        for customer in &customers {
            assert_eq!(desk.used(customer).await, 60);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reservation_and_its_release_at_the_same_moment_leave_nothing_held() {
    on_both_engines(async |desk| {
        let customer = desk.customer(1_000_000).await.customer_id;
        for _ in 0..20 {
            let order = order_of(&customer, 10);
            let (asking, undoing) = (desk.clone(), desk.clone());
            let (attempt, back) = (order.clone(), undo(&order));
            let asked = tokio::spawn(async move { asking.reserve(vec![attempt]).await.remove(0) });
            let undone = tokio::spawn(async move { undoing.release(back).await });
            let (asked, undone) = (asked.await.unwrap(), undone.await.unwrap().unwrap());
            match asked {
                Ok(approved) => assert_eq!((approved.outcome(), undone.tombstone), (CreditOutcome::Approved, false)),
                Err(late) => {
                    assert_eq!(item_refusal(&late), (Code::FailedPrecondition, "RESERVATION_RELEASED".to_owned()));
                    assert!(undone.tombstone);
                }
            }
            assert_eq!(desk.used(&customer).await, 0);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_people_decide_one_review_and_one_of_them_wins() {
    on_both_engines(async |desk| {
        let customer = desk.customer(0).await.customer_id;
        for _ in 0..10 {
            let before = desk.used(&customer).await;
            let review = desk.ask(order_of(&customer, 7)).await.credit_review_id;
            let (one, other) = (desk.by("rita"), desk.by("rolf"));
            let (first, second) = (review.clone(), review);
            let release = tokio::spawn(async move { one.decide(&first, CreditReviewDecision::Release).await });
            let reject = tokio::spawn(async move { other.decide(&second, CreditReviewDecision::Reject).await });
            let (release, reject) = (release.await.unwrap(), reject.await.unwrap());
            assert_ne!(release.is_ok(), reject.is_ok());
            let held = if release.is_ok() { 7 } else { 0 };
            assert_eq!(desk.used(&customer).await, before + held);
        }
    })
    .await;
}
