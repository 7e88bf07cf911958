use o2c_proto::credit::v1::*;
use tonic::Code;

use crate::desk::*;

pub async fn open_reviews(desk: &Desk) -> Vec<CreditReview> {
    let message = ListCreditReviewsRequest { page_size: 0, page_token: String::new(), state: 0 };
    desk.client().list_credit_reviews(desk.request(message)).await.unwrap().into_inner().credit_reviews
}

#[tokio::test]
async fn a_release_lets_the_next_attempt_through() {
    on_both_engines(async |desk| {
        let opened = desk.customer(100).await;
        let order = order_of(&opened.customer_id, 150);
        let referred = desk.ask(order.clone()).await;
        assert_eq!(said(&referred), (CreditOutcome::Referred, vec!["LIMIT_EXCEEDED"]));
        let waiting = open_reviews(&desk).await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].credit_review_id, referred.credit_review_id);
        assert_eq!(
            (waiting[0].order_id.as_str(), waiting[0].requested_by.as_str()),
            (order.order_id.as_str(), "olivia")
        );

        let released = desk.by("rita").decide(&referred.credit_review_id, CreditReviewDecision::Release).await.unwrap();
        assert_eq!((released.state(), released.decided_by.as_str()), (CreditReviewState::Released, "rita"));
        assert_eq!(desk.used(&opened.customer_id).await, 150);
        assert!(open_reviews(&desk).await.is_empty());

        let approved = desk.ask(again(&order)).await;
        assert_eq!(said(&approved), (CreditOutcome::Approved, vec!["RELEASED_BY_REVIEW"]));
        assert_eq!(desk.used(&opened.customer_id).await, 150);
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Approved);
    })
    .await;
}

#[tokio::test]
async fn the_requester_may_not_decide_and_nobody_decides_twice() {
    on_both_engines(async |desk| {
        let customer = desk.customer(0).await.customer_id;
        let review = desk.ask(order_of(&customer, 1)).await.credit_review_id;
        let own = desk.decide(&review, CreditReviewDecision::Release).await.unwrap_err();
        assert_eq!(refusal(&own), (Code::PermissionDenied, "REQUESTER_IS_APPROVER".to_owned()));
        let rejected = desk.by("rita").decide(&review, CreditReviewDecision::Reject).await.unwrap();
        assert_eq!(rejected.state(), CreditReviewState::Rejected);
        let twice = desk.by("rita").decide(&review, CreditReviewDecision::Release).await.unwrap_err();
        assert_eq!(refusal(&twice), (Code::FailedPrecondition, "CREDIT_REVIEW_DECIDED".to_owned()));
        assert_eq!(desk.used(&customer).await, 0);
        let get = GetCreditReviewRequest { credit_review_id: review };
        assert_eq!(desk.client().get_credit_review(desk.request(get)).await.unwrap().into_inner(), rejected);
    })
    .await;
}

#[tokio::test]
async fn a_batch_of_rechecks_releases_what_fits_in_its_order() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let first = order_of(&customer, 100);
        desk.ask(first.clone()).await;
        let mut requests = Vec::new();
        for amount in [70, 50, 30] {
            let credit_review_id = desk.ask(order_of(&customer, amount)).await.credit_review_id;
            requests.push(DecideCreditReviewRequest {
                request_id: new_id(),
                credit_review_id,
                decision: CreditReviewDecision::Recheck.into(),
                ..DecideCreditReviewRequest::default()
            });
        }
        desk.release(undo(&first)).await.unwrap();
        let rita = desk.by("rita");
        let message = BatchDecideCreditReviewsRequest { requests };
        let response = rita.client().batch_decide_credit_reviews(rita.request(message)).await.unwrap().into_inner();
        let states: Vec<_> =
            o2c_proto::BatchResponse::into_results(response).iter().flatten().map(CreditReview::state).collect();
        assert_eq!(states, [CreditReviewState::Released, CreditReviewState::Open, CreditReviewState::Released]);
        assert_eq!(desk.used(&customer).await, 100);
    })
    .await;
}

#[tokio::test]
async fn the_queue_is_read_in_pages_oldest_first() {
    on_both_engines(async |desk| {
        let customer = desk.customer(0).await.customer_id;
        let mut asked = Vec::new();
        for minutes in 0..5 {
            desk.clock.advance_to(desk.clock.now().plus(std::time::Duration::from_secs(minutes / 2 * 60))).unwrap();
            asked.push(desk.ask(order_of(&customer, 1)).await.credit_review_id);
        }
        let mut seen = Vec::new();
        let mut page_token = String::new();
        loop {
            let message = ListCreditReviewsRequest { page_size: 2, page_token, state: CreditReviewState::Open.into() };
            let page = desk.client().list_credit_reviews(desk.request(message)).await.unwrap().into_inner();
            assert!(page.credit_reviews.is_sorted_by_key(|review| review.referred_at_micros));
            seen.extend(page.credit_reviews.into_iter().map(|review| review.credit_review_id));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        seen.sort();
        asked.sort();
        assert_eq!(seen, asked);
    })
    .await;
}
