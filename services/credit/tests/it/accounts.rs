use o2c_proto::credit::v1::*;
use tonic::Code;

use crate::desk::*;

#[tokio::test]
async fn an_account_is_opened_found_and_listed() {
    on_both_engines(async |desk| {
        let opened = desk
            .create(CreditAccount {
                valid_from: Some(date("2011-01-01")),
                valid_to: Some(date("2011-12-31")),
                risk_class: RiskClass::High.into(),
                ..account(uuid::Uuid::from_u128(1), 10000)
            })
            .await
            .unwrap();
        assert_eq!((minor(opened.limit.as_ref()), minor(opened.exposure.as_ref())), (10000, 0));
        assert_eq!((opened.risk_class(), opened.etag.as_str(), opened.implicit), (RiskClass::High, "\"1\"", false));
        assert_eq!(desk.find(&opened.customer_id).await.unwrap(), opened);
        let get = GetCreditAccountRequest { credit_account_id: opened.credit_account_id.clone() };
        assert_eq!(desk.client().get_credit_account(desk.request(get)).await.unwrap().into_inner(), opened);

        let twice = desk.create(account(uuid::Uuid::from_u128(1), 5)).await.unwrap_err();
        assert_eq!(refusal(&twice), (Code::AlreadyExists, "CREDIT_ACCOUNT_EXISTS".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn many_are_opened_at_once_and_read_in_pages() {
    on_both_engines(async |desk| {
        let requests = (1..=7)
            .map(|number| CreateCreditAccountRequest {
                request_id: new_id(),
                credit_account: Some(account(uuid::Uuid::from_u128(number % 6), 10)),
            })
            .collect();
        let message = BatchCreateCreditAccountsRequest { requests, validate_only: false };
        let response = desk.client().batch_create_credit_accounts(desk.request(message)).await.unwrap();
        let results = o2c_proto::BatchResponse::into_results(response.into_inner());
        let refused: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).map(item_refusal).collect();
        assert_eq!(refused, [(Code::AlreadyExists, "CREDIT_ACCOUNT_EXISTS".to_owned())]);

        let mut seen = Vec::new();
        let mut page_token = String::new();
        loop {
            let message = ListCreditAccountsRequest { page_size: 4, page_token, ..Default::default() };
            let page = desk.client().list_credit_accounts(desk.request(message)).await.unwrap().into_inner();
            seen.extend(page.credit_accounts.into_iter().map(|account| account.credit_account_id));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.is_sorted());

        let customer_id = uuid::Uuid::from_u128(3).to_string();
        let message = ListCreditAccountsRequest { customer_id: customer_id.clone(), ..Default::default() };
        let theirs = desk.client().list_credit_accounts(desk.request(message)).await.unwrap().into_inner();
        let theirs: Vec<_> = theirs.credit_accounts.into_iter().map(|account| account.customer_id).collect();
        assert_eq!(theirs, [customer_id]);
    })
    .await;
}

#[tokio::test]
async fn a_limit_is_changed_by_who_saw_the_last_one() {
    on_both_engines(async |desk| {
        let opened = desk.customer(100).await;
        let set = |etag: &str, limit| SetCreditLimitRequest {
            request_id: new_id(),
            credit_account_id: opened.credit_account_id.clone(),
            etag: etag.to_owned(),
            limit: Some(limit),
            valid_from: None,
            valid_to: None,
            reason: "better times".to_owned(),
        };
        // exposure changes do not make the etag stale
        desk.ask(order_of(&opened.customer_id, 10)).await;
        let changed = desk.client().set_credit_limit(desk.request(set(&opened.etag, gbp(500)))).await.unwrap();
        let changed = changed.into_inner();
        assert_eq!((minor(changed.limit.as_ref()), minor(changed.exposure.as_ref())), (500, 10));
        let stale = desk.client().set_credit_limit(desk.request(set(&opened.etag, gbp(1)))).await.unwrap_err();
        assert_eq!(refusal(&stale), (Code::Aborted, "LOST_RACE".to_owned()));
        let dollars = o2c_proto::google::r#type::Money { currency_code: "USD".to_owned(), ..gbp(100) };
        let other = desk.client().set_credit_limit(desk.request(set("", dollars))).await.unwrap_err();
        assert_eq!(refusal(&other), (Code::InvalidArgument, "CURRENCY_MISMATCH".to_owned()));
        assert_eq!(o2c_rpc::status::field_violations(&other)[0].0, "limit.currency_code");
    })
    .await;
}

#[tokio::test]
async fn a_blocked_account_denies_until_it_is_unblocked() {
    on_both_engines(async |desk| {
        let opened = desk.customer(100).await;
        let id = opened.credit_account_id.clone();
        let block = BlockCreditAccountRequest {
            request_id: new_id(),
            credit_account_id: id.clone(),
            reason: "unpaid".to_owned(),
        };
        let order = order_of(&opened.customer_id, 10);
        desk.ask(order.clone()).await;
        assert!(desk.client().block_credit_account(desk.request(block)).await.unwrap().into_inner().blocked);
        let denied = desk.ask(order_of(&opened.customer_id, 1)).await;
        assert_eq!(said(&denied), (CreditOutcome::Denied, vec!["ACCOUNT_BLOCKED"]));
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Denied);
        let unblock =
            UnblockCreditAccountRequest { request_id: new_id(), credit_account_id: id, reason: "paid".to_owned() };
        assert!(!desk.client().unblock_credit_account(desk.request(unblock)).await.unwrap().into_inner().blocked);
        assert_eq!(desk.ask(order_of(&opened.customer_id, 1)).await.outcome(), CreditOutcome::Approved);
    })
    .await;
}
