//! Bad input names every field.

use o2c_proto::{credit::v1::*, google::r#type::Money};
use o2c_rpc::status::{as_tonic, field_violations};
use tonic::Status;

use crate::desk::*;

fn fields(status: &Status) -> Vec<String> {
    field_violations(status).into_iter().map(|(field, _)| field).collect()
}

#[tokio::test]
async fn every_bad_field_is_named() {
    on_both_engines(async |desk| {
        let create = CreateCreditAccountRequest {
            request_id: "7".to_owned(),
            credit_account: Some(CreditAccount {
                customer_id: "anna".to_owned(),
                limit: Some(Money { currency_code: "GBP".to_owned(), units: -1, nanos: 0 }),
                valid_from: Some(date("2011-02-01")),
                valid_to: Some(date("2011-01-31")),
                risk_class: 9,
                ..CreditAccount::default()
            }),
        };
        let refused = desk.client().create_credit_account(desk.request(create)).await.unwrap_err();
        let mut named = fields(&refused);
        named.sort();
        assert_eq!(
            named,
            [
                "credit_account.customer_id",
                "credit_account.limit",
                "credit_account.risk_class",
                "credit_account.valid_to",
                "request_id"
            ]
        );

        let nothing = SetCreditLimitRequest::default();
        let refused = desk.client().set_credit_limit(desk.request(nothing)).await.unwrap_err();
        assert_eq!(fields(&refused), ["credit_account_id", "limit", "reason"]);

        let reserve = ReserveCreditRequest {
            amount: Some(Money { currency_code: "GBP".to_owned(), units: 0, nanos: 1 }),
            requested_by: "two words".to_owned(),
            ..ReserveCreditRequest::default()
        };
        let refused = as_tonic(desk.reserve(vec![reserve]).await.remove(0).unwrap_err());
        assert_eq!(fields(&refused), ["reservation_id", "order_id", "customer_id", "amount.nanos", "requested_by"]);
        let negative = ReserveCreditRequest { amount: Some(gbp(-1)), ..order_of(&new_id(), 0) };
        let refused = as_tonic(desk.reserve(vec![negative]).await.remove(0).unwrap_err());
        assert_eq!(fields(&refused), ["amount"]);

        let decide = DecideCreditReviewRequest { etag: "new".to_owned(), ..DecideCreditReviewRequest::default() };
        let refused = desk.client().decide_credit_review(desk.request(decide)).await.unwrap_err();
        assert_eq!(fields(&refused), ["credit_review_id", "etag", "decision", "reason"]);

        let list = ListCreditReviewsRequest { page_size: -1, page_token: "x".to_owned(), state: 77 };
        let refused = desk.client().list_credit_reviews(desk.request(list)).await.unwrap_err();
        assert_eq!(fields(&refused), ["state", "page_size", "page_token"]);

        let none =
            desk.client().batch_check_credit(desk.request(BatchCheckCreditRequest::default())).await.unwrap_err();
        assert_eq!(fields(&none), ["requests"]);
    })
    .await;
}

#[tokio::test]
async fn a_token_of_another_list_is_refused() {
    on_both_engines(async |desk| {
        for _ in 0..2 {
            desk.customer(1).await;
        }
        let list = ListCreditAccountsRequest { page_size: 1, ..Default::default() };
        let page = desk.client().list_credit_accounts(desk.request(list)).await.unwrap().into_inner();
        let message = ListCreditReviewsRequest { page_size: 1, page_token: page.next_page_token, state: 0 };
        let refused = desk.client().list_credit_reviews(desk.request(message)).await.unwrap_err();
        assert_eq!(fields(&refused), ["page_token"]);
    })
    .await;
}
