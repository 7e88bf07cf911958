//! A bad request learns of all its bad fields at once.

use o2c_proto::receivables::v1::*;
use tonic::{Code, Status};

use crate::{desk::*, news::proposal};

fn fields<T: std::fmt::Debug>(answer: Result<T, Status>) -> Vec<String> {
    let status = answer.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let mut fields: Vec<String> =
        o2c_rpc::status::field_violations(&status).into_iter().map(|(field, _)| field).collect();
    fields.sort();
    fields
}

#[tokio::test]
async fn every_bad_field_is_named() {
    on_both_engines(async |desk| {
        let mut client = desk.client();
        let r = desk.request(GetOpenItemRequest { open_item_id: "x".to_owned() });
        assert_eq!(fields(client.get_open_item(r).await), ["open_item_id"]);
        let r = desk.request(ListOpenItemsRequest {
            page_size: -1,
            page_token: "x".to_owned(),
            customer_id: "x".to_owned(),
            open_only: false,
            document_id: "x".to_owned(),
            due_before: Some(Default::default()),
        });
        let wanted = ["customer_id", "document_id", "due_before", "page_size", "page_token"];
        assert_eq!(fields(client.list_open_items(r).await), wanted);
        let r = desk.request(GetCustomerAccountRequest::default());
        assert_eq!(fields(client.get_customer_account(r).await), ["currency_code", "customer_id"]);
        let r = desk.request(GetAgeingRequest {
            currency_code: "XXQ".to_owned(),
            customer_id: "x".to_owned(),
            as_of: Some(Default::default()),
        });
        assert_eq!(fields(client.get_ageing(r).await), ["as_of", "currency_code", "customer_id"]);
        let r = desk.request(ApplyCreditNoteRequest {
            request_id: "x".to_owned(),
            amount: Some(gbp(0)),
            ..Default::default()
        });
        let wanted = ["amount", "credit_note_open_item_id", "open_item_id", "request_id"];
        assert_eq!(fields(client.apply_credit_note(r).await), wanted);
        let r = desk.request(ReverseApplicationRequest::default());
        assert_eq!(fields(client.reverse_application(r).await), ["application_id", "reason"]);
        let r = desk.request(RequestWriteOffRequest { amount: Some(gbp(-5)), ..Default::default() });
        assert_eq!(fields(client.request_write_off(r).await), ["amount", "open_item_id", "reason"]);
        let r = desk.request(DecideWriteOffRequest::default());
        assert_eq!(fields(client.decide_write_off(r).await), ["reason", "write_off_id"]);
        let r = desk.request(ListWriteOffsRequest { page_size: -1, page_token: "x".to_owned(), state: 9 });
        assert_eq!(fields(client.list_write_offs(r).await), ["page_size", "page_token", "state"]);
        let r = desk.request(PostBadDebtRequest { amount: Some(gbp(0)), ..Default::default() });
        assert_eq!(fields(client.post_bad_debt(r).await), ["amount", "posted_on", "reference"]);
        let r = desk.request(ListJournalEntriesRequest {
            document_id: "x".to_owned(),
            page_size: -1,
            ..Default::default()
        });
        assert_eq!(fields(client.list_journal_entries(r).await), ["document_id", "page_size"]);
        let r = desk.request(GetTrialBalanceRequest::default());
        assert_eq!(fields(client.get_trial_balance(r).await), ["currency_code"]);
        let r = desk.request(ClosePeriodRequest::default());
        assert_eq!(fields(client.close_period(r).await), ["closed_through"]);
    })
    .await;
}

#[tokio::test]
async fn a_bad_proposal_answers_in_its_place() {
    on_both_engines(async |desk| {
        let mut bad = proposal("x", 0, &[("x", 0)]);
        bad.proposal_id = String::new();
        bad.applications[0].write_off_amount = Some(gbp(-1));
        bad.receipt.as_mut().unwrap().value_date = None;
        let answers = desk.apply(vec![bad, proposal(&new_id(), 5, &[])]).await;
        let status = answers[0].as_ref().unwrap_err();
        let wanted = [
            "proposal_id",
            "receipt.customer_id",
            "receipt.amount",
            "receipt.value_date",
            "applications[0].open_item_id",
            "applications[0].amount",
            "applications[0].write_off_amount",
        ];
        for field in wanted {
            assert!(status.message.contains(field), "{field} in {}", status.message);
        }
        assert!(answers[1].is_ok());
    })
    .await;
}
