//! Another tenant sees nothing, and who lacks the scope does nothing.

use o2c_proto::credit::v1::*;
use tonic::Code;

use crate::desk::*;

#[tokio::test]
async fn what_is_not_yours_is_not_there() {
    on_both_engines(async |desk| {
        let opened = desk.customer(100).await;
        let order = order_of(&opened.customer_id, 150);
        let review = desk.ask(order.clone()).await.credit_review_id;
        let small = order_of(&opened.customer_id, 10);
        desk.ask(small.clone()).await;
        let other = desk.of_tenant("other").by("rita");

        let account = "CREDIT_ACCOUNT_NOT_FOUND".to_owned();
        let missing = other.find(&opened.customer_id).await.unwrap_err();
        assert_eq!(refusal(&missing), (Code::NotFound, account.clone()));
        let get = GetCreditAccountRequest { credit_account_id: opened.credit_account_id.clone() };
        let missing = other.client().get_credit_account(other.request(get)).await.unwrap_err();
        assert_eq!(refusal(&missing), (Code::NotFound, account.clone()));
        let entries = ListExposureEntriesRequest {
            credit_account_id: opened.credit_account_id.clone(),
            ..ListExposureEntriesRequest::default()
        };
        let missing = other.client().list_exposure_entries(other.request(entries)).await.unwrap_err();
        assert_eq!(refusal(&missing), (Code::NotFound, account.clone()));
        let block = BlockCreditAccountRequest {
            request_id: new_id(),
            credit_account_id: opened.credit_account_id.clone(),
            reason: "not mine".to_owned(),
        };
        let missing = other.client().block_credit_account(other.request(block)).await.unwrap_err();
        assert_eq!(refusal(&missing), (Code::NotFound, account));
        let missing = other.decide(&review, CreditReviewDecision::Release).await.unwrap_err();
        assert_eq!(refusal(&missing), (Code::NotFound, "CREDIT_REVIEW_NOT_FOUND".to_owned()));
        let denied = other.ask(order_of(&opened.customer_id, 1)).await;
        assert_eq!(said(&denied), (CreditOutcome::Denied, vec!["NO_ACCOUNT"]));
        // the other's release of the same id is the other's tombstone
        assert!(other.release(undo(&small)).await.unwrap().tombstone);
        assert_eq!(other.check(&small.order_id).await.outcome(), CreditOutcome::Denied);
        assert_eq!(desk.used(&opened.customer_id).await, 10);
    })
    .await;
}

#[tokio::test]
async fn who_may_read_may_not_change_limits() {
    on_both_engines(async |desk| {
        let opened = desk.customer(100).await;
        let block = BlockCreditAccountRequest {
            request_id: new_id(),
            credit_account_id: opened.credit_account_id,
            reason: "unpaid".to_owned(),
        };
        let mut request = desk.request(block);
        request.metadata_mut().insert("o2c-scopes", "credit.read,credit.write".parse().unwrap());
        let refused = desk.client().block_credit_account(request).await.unwrap_err();
        assert_eq!(refusal(&refused), (Code::PermissionDenied, "SCOPE_MISSING".to_owned()));
    })
    .await;
}
