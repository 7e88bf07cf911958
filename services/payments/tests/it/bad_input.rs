//! Whoever asks wrongly hears all that is wrong; whoever asks for what is another's hears that it is not there.

use o2c_proto::{google::r#type::Date, payments::v1 as proto};
use o2c_rpc::status::{field_violations, reason_of};
use tonic::{Code, Status};

use crate::bank::{Customer, id, on_both_engines, transfer};

fn fields(error: &Status) -> Vec<String> {
    assert_eq!(error.code(), Code::InvalidArgument, "{error:?}");
    field_violations(error).into_iter().map(|(field, _)| field).collect()
}

fn day(day: i32, month: i32) -> Date {
    Date { year: 2011, month, day }
}

#[tokio::test]
async fn every_bad_field_is_named() {
    on_both_engines(async |bank| {
        let mut client = bank.client();
        let import = proto::ImportBankStatementRequest { request_id: "x".to_owned(), format: 0, content: Vec::new() };
        assert_eq!(
            fields(&client.import_bank_statement(import).await.unwrap_err()),
            ["request_id", "format", "content"]
        );
        let decide = proto::DecideMatchProposalRequest {
            request_id: id(),
            match_proposal_id: "x".to_owned(),
            decision: 9,
            items: vec![proto::ProposedItem {
                open_item_id: String::new(),
                amount: crate::owner::pence(0),
                write_off_amount: crate::owner::pence(-1),
                deduction_reason: "x".repeat(41),
                ..Default::default()
            }],
        };
        let named = fields(&client.decide_match_proposal(decide).await.unwrap_err());
        assert_eq!(
            named,
            [
                "match_proposal_id",
                "decision",
                "items[0].open_item_id",
                "items[0].amount",
                "items[0].write_off_amount",
                "items[0].deduction_reason"
            ]
        );
        let apply = proto::ApplyOnAccountRequest { request_id: id(), receipt_id: String::new(), items: Vec::new() };
        assert_eq!(fields(&client.apply_on_account(apply).await.unwrap_err()), ["receipt_id", "items"]);
        let list = proto::ListReceiptsRequest {
            page_size: -1,
            page_token: "x".to_owned(),
            customer_id: "x".to_owned(),
            state: 9,
            value_date_from: Some(day(31, 2)),
            value_date_to: Some(day(0, 2)),
        };
        assert_eq!(
            fields(&client.list_receipts(list).await.unwrap_err()),
            ["customer_id", "state", "value_date_from", "value_date_to", "page_size", "page_token"]
        );
        let backwards = proto::ListReceiptsRequest {
            value_date_from: Some(day(2, 2)),
            value_date_to: Some(day(1, 2)),
            ..Default::default()
        };
        assert_eq!(fields(&client.list_receipts(backwards).await.unwrap_err()), ["value_date_to"]);
        let large = crate::bank::import(vec![b'x'; 768 * 1024 + 1]);
        assert_eq!(fields(&client.import_bank_statement(large).await.unwrap_err()), ["content"]);
    })
    .await;
}

#[tokio::test]
async fn another_tenant_sees_nothing() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoices(&[(&anna, "INV-00000001", 1_000), (&anna, "INV-00000002", 1_000)]).await;
        let statement = bank.import(&[transfer(1_000, "Anna Ltd", "thanks"), transfer(7, "Somebody", "")]).await;
        let receipts = bank.receipts().await;
        let proposal = bank.proposals_of(&receipts[0]).await.remove(0);
        let exception = bank.exceptions().await.remove(0);

        let mut stranger = bank.stranger();
        let not_found = |error: Status, reason: &str| {
            assert_eq!((error.code(), reason_of(&error).as_deref()), (Code::NotFound, Some(reason)));
        };
        let get = proto::GetReceiptRequest { receipt_id: receipts[0].receipt_id.clone() };
        not_found(stranger.get_receipt(get).await.unwrap_err(), "RECEIPT_NOT_FOUND");
        let get = proto::GetBankStatementRequest { bank_statement_id: statement.bank_statement_id.clone() };
        not_found(stranger.get_bank_statement(get).await.unwrap_err(), "STATEMENT_NOT_FOUND");
        let lines = proto::ListBankStatementLinesRequest {
            bank_statement_id: statement.bank_statement_id,
            ..Default::default()
        };
        not_found(stranger.list_bank_statement_lines(lines).await.unwrap_err(), "STATEMENT_NOT_FOUND");
        let get = proto::GetMatchProposalRequest { match_proposal_id: proposal.match_proposal_id.clone() };
        not_found(stranger.get_match_proposal(get).await.unwrap_err(), "MATCH_PROPOSAL_NOT_FOUND");
        let decide = proto::DecideMatchProposalRequest {
            request_id: id(),
            match_proposal_id: proposal.match_proposal_id,
            decision: proto::MatchDecision::Accept.into(),
            items: Vec::new(),
        };
        not_found(stranger.decide_match_proposal(decide).await.unwrap_err(), "MATCH_PROPOSAL_NOT_FOUND");
        let resolve = proto::ResolvePaymentExceptionRequest {
            request_id: id(),
            payment_exception_id: exception.payment_exception_id,
            customer_id: anna.id,
            items: Vec::new(),
        };
        not_found(stranger.resolve_payment_exception(resolve).await.unwrap_err(), "PAYMENT_EXCEPTION_NOT_FOUND");
        let listed = stranger.list_receipts(proto::ListReceiptsRequest::default()).await.unwrap().into_inner();
        assert!(listed.receipts.is_empty());
    })
    .await;
}

#[tokio::test]
async fn lines_are_of_a_statement_or_of_a_customer() {
    on_both_engines(async |bank| {
        for (statement, customer, bad) in [
            ("-", String::new(), "customer_id"),
            (id().as_str(), id(), "customer_id"),
            ("", String::new(), "bank_statement_id"),
        ] {
            let request = proto::ListBankStatementLinesRequest {
                bank_statement_id: statement.to_owned(),
                customer_id: customer,
                ..Default::default()
            };
            assert_eq!(fields(&bank.client().list_bank_statement_lines(request).await.unwrap_err()), [bad]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_is_of_its_own_list() {
    on_both_engines(async |bank| {
        bank.import(&[transfer(1, "a", ""), transfer(2, "b", ""), transfer(3, "c", "")]).await;
        let request = proto::ListReceiptsRequest { page_size: 2, ..Default::default() };
        let page = bank.client().list_receipts(request.clone()).await.unwrap().into_inner();
        let next = proto::ListReceiptsRequest { page_token: page.next_page_token.clone(), ..request };
        assert_eq!(bank.client().list_receipts(next.clone()).await.unwrap().into_inner().receipts.len(), 1);
        let other = proto::ListReceiptsRequest { state: proto::ReceiptState::Applied.into(), ..next };
        assert_eq!(fields(&bank.client().list_receipts(other).await.unwrap_err()), ["page_token"]);
        let exceptions = proto::ListPaymentExceptionsRequest { page_token: page.next_page_token, ..Default::default() };
        assert_eq!(fields(&bank.client().list_payment_exceptions(exceptions).await.unwrap_err()), ["page_token"]);
    })
    .await;
}
