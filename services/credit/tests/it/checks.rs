use std::time::Duration;

use o2c_proto::{BatchResponse, credit::v1::*};

use crate::{desk::*, queue::open_reviews};

#[tokio::test]
async fn an_approval_is_renewed_within_the_limit_and_referred_beyond_it() {
    on_both_engines(async |desk| {
        let opened = desk.customer(100).await;
        let order = order_of(&opened.customer_id, 60);
        desk.ask(order.clone()).await;
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Approved);
        desk.clock.advance_to(desk.clock.now().plus(Duration::from_secs(31 * 86_400))).unwrap();
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Approved);
        let lower = SetCreditLimitRequest {
            request_id: new_id(),
            credit_account_id: opened.credit_account_id,
            limit: Some(gbp(50)),
            reason: "worse times".to_owned(),
            ..SetCreditLimitRequest::default()
        };
        desk.client().set_credit_limit(desk.request(lower)).await.unwrap();
        let referred = desk.check(&order.order_id).await;
        assert_eq!(
            (referred.outcome(), referred.reasons),
            (CreditOutcome::Referred, vec!["APPROVAL_EXPIRED".to_owned()])
        );
    })
    .await;
}

/// An order of 60 that was approved, and the account a month later, with a limit of 50.
async fn run_out(desk: &Desk) -> (CreditAccount, ReserveCreditRequest) {
    let opened = desk.customer(100).await;
    let order = order_of(&opened.customer_id, 60);
    desk.ask(order.clone()).await;
    desk.clock.advance_to(desk.clock.now().plus(Duration::from_secs(31 * 86_400))).unwrap();
    set_limit(desk, &opened, 50).await;
    (opened, order)
}

async fn set_limit(desk: &Desk, account: &CreditAccount, limit: i64) {
    let request = SetCreditLimitRequest {
        request_id: new_id(),
        credit_account_id: account.credit_account_id.clone(),
        limit: Some(gbp(limit)),
        reason: "looked at".to_owned(),
        ..SetCreditLimitRequest::default()
    };
    desk.client().set_credit_limit(desk.request(request)).await.unwrap();
}

/// A confirmed order must not be stuck: whoever releases orders finds it in the queue.
#[tokio::test]
async fn an_order_whose_approval_ran_out_is_put_to_review_and_goes_on_when_it_is_released() {
    on_both_engines(async |desk| {
        let (opened, order) = run_out(&desk).await;
        let asked = (0..4).map(|_| desk.check(&order.order_id));
        for answer in futures::future::join_all(asked).await {
            assert_eq!(answer.outcome(), CreditOutcome::Referred);
        }
        let review = open_reviews(&desk).await.remove(0);
        assert_eq!(open_reviews(&desk).await.len(), 1, "however often it is asked");
        assert_eq!(
            (review.order_id.as_str(), review.reasons.clone()),
            (&*order.order_id, vec!["APPROVAL_EXPIRED".into()])
        );
        assert_eq!((review.amount.as_ref(), review.requested_by.as_str()), (Some(&gbp(60)), "olivia"));
        let own = desk.decide(&review.credit_review_id, CreditReviewDecision::Release).await.unwrap_err();
        assert_eq!(refusal(&own).1, "REQUESTER_IS_APPROVER");

        let rita = desk.by("rita");
        let open = rita.decide(&review.credit_review_id, CreditReviewDecision::Recheck).await.unwrap();
        assert_eq!((open.state(), open.reasons), (CreditReviewState::Open, vec!["LIMIT_EXCEEDED".to_owned()]));
        rita.decide(&review.credit_review_id, CreditReviewDecision::Release).await.unwrap();
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Approved);
        assert_eq!(desk.used(&opened.customer_id).await, 60, "it is held once");
        crate::audits::assert_lawful(&desk).await;

        // until that has run out, too
        desk.clock.advance_to(desk.clock.now().plus(Duration::from_secs(31 * 86_400))).unwrap();
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Referred);
        assert_ne!(open_reviews(&desk).await.remove(0).credit_review_id, review.credit_review_id);
        crate::audits::assert_lawful(&desk).await;
    })
    .await;
}

#[tokio::test]
async fn an_approval_that_holds_again_leaves_the_queue_and_a_rejected_one_comes_back() {
    on_both_engines(async |desk| {
        let (opened, order) = run_out(&desk).await;
        desk.check(&order.order_id).await;
        let review = open_reviews(&desk).await.remove(0).credit_review_id;
        desk.by("rita").decide(&review, CreditReviewDecision::Reject).await.unwrap();
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Referred);
        let again = open_reviews(&desk).await.remove(0).credit_review_id;
        assert_ne!(again, review);

        set_limit(&desk, &opened, 60).await;
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Approved);
        assert!(open_reviews(&desk).await.is_empty());
        let get = GetCreditReviewRequest { credit_review_id: again };
        let closed = desk.client().get_credit_review(desk.request(get)).await.unwrap().into_inner();
        assert_eq!(closed.state(), CreditReviewState::Closed);
        assert_eq!(desk.used(&opened.customer_id).await, 60);
        crate::audits::assert_lawful(&desk).await;
    })
    .await;
}

#[tokio::test]
async fn questions_are_answered_in_their_order_each_for_itself() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 60);
        desk.ask(order.clone()).await;
        let ask = |order_id: &str, checkpoint: CreditCheckpoint| CheckCreditRequest {
            order_id: order_id.to_owned(),
            checkpoint: checkpoint.into(),
        };
        let requests = vec![
            ask(&new_id(), CreditCheckpoint::GoodsIssue),
            ask("nonsense", CreditCheckpoint::Unspecified),
            ask(&order.order_id, CreditCheckpoint::GoodsIssue),
        ];
        let message = BatchCheckCreditRequest { requests };
        let response = desk.client().batch_check_credit(desk.request(message)).await.unwrap().into_inner();
        let results = response.into_results();
        let unknown = results[0].as_ref().unwrap();
        assert_eq!((unknown.outcome(), unknown.reasons[0].as_str()), (CreditOutcome::Denied, "NOT_RESERVED"));
        let bad = o2c_rpc::status::as_tonic(results[1].clone().unwrap_err());
        let fields: Vec<_> = o2c_rpc::status::field_violations(&bad).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["order_id", "checkpoint"]);
        assert_eq!(results[2].as_ref().unwrap().outcome(), CreditOutcome::Approved);
    })
    .await;
}
