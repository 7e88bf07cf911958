//! `reply::one`, `many` and `read` with plain async functions, inside a real tonic handler.

mod ledger;

use o2c_kernel::SetLimits;
use o2c_rpc::status::{field_violations, reason_of};
use tonic::Code;

use ledger::{Deposit, Ledger, book, book_batch, show};

fn deposit(amount: i64) -> Deposit {
    Deposit { request_id: String::new(), amount }
}

#[tokio::test]
async fn one_item_is_a_set_of_one() {
    let (response, ledger) = book(Ledger::default(), deposit(7)).await;

    assert_eq!(response.unwrap().amount, 7);
    assert_eq!(ledger.sets(), [vec![7]]);
}

#[tokio::test]
async fn a_replayed_item_answers_the_stored_bytes() {
    let id = "0190b3a0-0000-7000-8000-000000000001".to_owned();
    let ledger = Ledger::default();

    let (first, ledger) = book(ledger, Deposit { request_id: id.clone(), amount: 7 }).await;
    let (second, ledger) = book(ledger, Deposit { request_id: id, amount: 7 }).await;

    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(ledger.stored(), 1, "encoded and kept once");
}

#[tokio::test]
async fn all_bad_fields_of_one_item_are_named_at_once() {
    let (response, ledger) = book(Ledger::default(), Deposit { request_id: "seven".into(), amount: -1 }).await;

    let status = response.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(reason_of(&status).as_deref(), Some("INVALID_REQUEST"));
    let fields: Vec<String> = field_violations(&status).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["request_id", "amount"]);
    assert!(ledger.sets().is_empty(), "nothing ran");
}

#[tokio::test]
async fn a_refusal_is_the_status_of_the_call() {
    let (response, _) = book(Ledger::default(), deposit(ledger::REFUSED)).await;

    let status = response.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(reason_of(&status).as_deref(), Some("LEDGER_CLOSED"));
}

#[tokio::test]
async fn a_batch_answers_in_the_order_asked_whatever_becomes_of_each_item() {
    let amounts = [1, -1, 2, ledger::REFUSED, 3];
    let (response, ledger) = book_batch(Ledger::default(), amounts.map(deposit).into()).await;

    let codes: Vec<Result<i64, Code>> = response.unwrap();
    assert_eq!(codes, [Ok(1), Err(Code::InvalidArgument), Ok(2), Err(Code::FailedPrecondition), Ok(3)]);
    assert_eq!(ledger.sets(), [vec![1, 2, ledger::REFUSED, 3]]);
}

#[tokio::test]
async fn a_batch_is_cut_into_sets_and_answered_as_one() {
    let ledger = Ledger::with_limits(SetLimits::of_items(2));
    let (response, ledger) = book_batch(ledger, [1, 2, -1, 3, 4, 5].map(deposit).into()).await;

    assert_eq!(response.unwrap(), [Ok(1), Ok(2), Err(Code::InvalidArgument), Ok(3), Ok(4), Ok(5)]);
    assert_eq!(ledger.sets(), [vec![1, 2], vec![3, 4], vec![5]]);
}

#[tokio::test]
async fn a_set_that_fails_after_another_was_decided_fails_its_own_items_only() {
    let ledger = Ledger::with_limits(SetLimits::of_items(2));
    let (response, _) = book_batch(ledger, [1, 2, ledger::BREAKS, 3, 4].map(deposit).into()).await;

    assert_eq!(response.unwrap(), [Ok(1), Ok(2), Err(Code::Aborted), Err(Code::Aborted), Ok(4)]);
}

#[tokio::test]
async fn a_batch_of_which_nothing_was_decided_fails_as_a_whole() {
    let (response, _) = book_batch(Ledger::default(), [1, ledger::BREAKS, -1].map(deposit).into()).await;

    assert_eq!(response.unwrap_err().code(), Code::Aborted);
}

#[tokio::test]
async fn a_batch_of_bad_items_only_is_answered() {
    let (response, _) = book_batch(Ledger::default(), [-1, -2].map(deposit).into()).await;

    assert_eq!(response.unwrap(), [Err(Code::InvalidArgument), Err(Code::InvalidArgument)]);
}

#[tokio::test]
async fn a_batch_has_1_to_1000_items() {
    for count in [0, 1_001] {
        let (response, ledger) = book_batch(Ledger::default(), vec![deposit(1); count]).await;
        let status = response.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{count}");
        assert_eq!(field_violations(&status)[0].0, "requests");
        assert!(ledger.sets().is_empty());
    }
    let (response, ledger) = book_batch(Ledger::default(), vec![deposit(1); 1_000]).await;
    assert_eq!(response.unwrap().len(), 1_000);
    assert_eq!(ledger.sets().iter().map(Vec::len).collect::<Vec<_>>(), [256, 256, 256, 232]);
}

#[tokio::test]
async fn a_question_is_parsed_asked_and_answered() {
    assert_eq!(show(5).await.unwrap().amount, 5);
    assert_eq!(show(-1).await.unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(show(ledger::REFUSED).await.unwrap_err().code(), Code::FailedPrecondition);
}
