//! What is taken over from another system.

use o2c_proto::{
    BatchResponse,
    receivables::v1::{BatchImportOpenItemsRequest, ImportOpenItemRequest, OpenItem, OpenItemPosted},
};
use o2c_rpc::status;

use crate::{
    desk::*,
    news::{News, document},
};

type Answers = Vec<Result<OpenItem, tonic_types::Status>>;

fn opening(customer: &str, document_type: &str, number: &str, amount: i64) -> ImportOpenItemRequest {
    ImportOpenItemRequest {
        request_id: new_id(),
        document_type: document_type.to_owned(),
        document_number: number.to_owned(),
        customer_id: customer.to_owned(),
        customer_name: "ACME Limited".to_owned(),
        document_date: Some(date("2025-10-01")),
        due_on: Some(date("2025-10-31")),
        amount: Some(gbp(amount)),
        posted_on: Some(date("2026-02-28")),
    }
}

async fn import(desk: &Desk, requests: Vec<ImportOpenItemRequest>, validate_only: bool) -> Answers {
    let message = BatchImportOpenItemsRequest { requests, validate_only };
    desk.client().batch_import_open_items(desk.request(message)).await.unwrap().into_inner().into_results()
}

fn refused(answer: &Result<OpenItem, tonic_types::Status>) -> String {
    reason(&status::as_tonic(answer.as_ref().unwrap_err().clone()))
}

#[tokio::test]
async fn an_opening_item_keeps_its_dates_and_stands_against_the_opening_balances() {
    on_both_engines(async |desk| {
        let customer = new_id();
        let set =
            vec![opening(&customer, "INVOICE", "OLD-1", 12_000), opening(&customer, "CREDIT_NOTE", "OLD-2", 2_000)];
        let taken: Vec<OpenItem> = import(&desk, set, false).await.into_iter().map(Result::unwrap).collect();
        assert!(taken.iter().all(|item| item.opening));
        let invoice = desk.item(&taken[0].open_item_id).await.unwrap();
        assert_eq!((invoice.document_number.as_str(), invoice.due_on), ("OLD-1", Some(date("2025-10-31"))));
        assert_eq!(minor(invoice.open_amount.as_ref()), 12_000);

        let wanted = [("1100", 10_000), ("3900", -10_000)];
        assert_eq!(desk.balances(None).await, wanted.map(|(code, net)| (code.to_owned(), net)));
        assert!(desk.balances(Some("2026-02-27")).await.is_empty());
        // long overdue on the day it came, and not there the day before
        assert_eq!(desk.ageing(None, "").await, [-2_000, 0, 0, 0, 12_000, 10_000]);
        assert_eq!(desk.ageing(Some("2026-02-27"), "").await, [0; 6]);
        let told = desk.facts::<OpenItemPosted>(&invoice.open_item_id).await;
        assert!(told[0].open_item.as_ref().unwrap().opening);

        // from here on it is an item as any other
        desk.use_note(&taken[1].open_item_id, &invoice.open_item_id, None).await.unwrap();
        assert_eq!(minor(desk.item(&invoice.open_item_id).await.unwrap().open_amount.as_ref()), 10_000);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_document_is_taken_over_once_and_a_repeated_request_is_answered_again() {
    on_both_engines(async |desk| {
        let (customer, other) = (new_id(), new_id());
        let first = opening(&customer, "INVOICE", "OLD-1", 12_000);
        let item = import(&desk, vec![first.clone()], false).await.remove(0).unwrap();
        assert_eq!(import(&desk, vec![first.clone()], false).await.remove(0).unwrap(), item);

        let again = ImportOpenItemRequest { request_id: new_id(), ..first };
        let twice = opening(&customer, "INVOICE", "OLD-3", 100);
        let set = vec![again, twice.clone(), ImportOpenItemRequest { request_id: new_id(), ..twice }];
        let answers = import(&desk, set, false).await;
        assert_eq!(refused(&answers[0]), "OPEN_ITEM_EXISTS");
        assert!(answers[1].is_ok());
        assert_eq!(refused(&answers[2]), "OPEN_ITEM_EXISTS");
        // the number is another's too, and a debit note's
        let set = vec![opening(&other, "INVOICE", "OLD-1", 5), opening(&customer, "DEBIT_NOTE", "OLD-1", 6)];
        assert!(import(&desk, set, false).await.iter().all(Result::is_ok));
        assert_eq!(desk.account(&customer).await[0], 12_106);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_only_validated_is_decided_and_leaves_nothing() {
    on_both_engines(async |desk| {
        let customer = new_id();
        let good = opening(&customer, "INVOICE", "OLD-1", 12_000);
        let set = vec![good.clone(), ImportOpenItemRequest { request_id: new_id(), ..good.clone() }];
        let answers = import(&desk, set, true).await;
        assert_eq!(minor(answers[0].as_ref().unwrap().open_amount.as_ref()), 12_000);
        assert_eq!(refused(&answers[1]), "OPEN_ITEM_EXISTS");
        assert!(desk.balances(None).await.is_empty());
        assert!(desk.told_of(&answers[0].as_ref().unwrap().open_item_id).await.is_empty());
        // its request id was not used up
        let other = ImportOpenItemRequest { amount: Some(gbp(7)), ..good };
        assert_eq!(minor(import(&desk, vec![other], false).await.remove(0).unwrap().open_amount.as_ref()), 7);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn all_that_is_wrong_is_named_and_a_closed_day_is_not_posted_to() {
    on_both_engines(async |desk| {
        let bad = ImportOpenItemRequest {
            document_type: "BILL".to_owned(),
            document_number: String::new(),
            customer_id: "nobody".to_owned(),
            due_on: Some(date("2025-09-30")),
            amount: Some(gbp(-1)),
            posted_on: Some(date("2025-09-01")),
            ..opening(&new_id(), "INVOICE", "OLD-1", 1)
        };
        let no_due_date = ImportOpenItemRequest { due_on: None, ..opening(&new_id(), "INVOICE", "OLD-2", 1) };
        let credit = ImportOpenItemRequest { due_on: None, ..opening(&new_id(), "CREDIT_NOTE", "OLD-3", 1) };
        let answers = import(&desk, vec![bad, no_due_date, credit], false).await;
        let fields = |answer: &Result<OpenItem, tonic_types::Status>| {
            let violations = status::field_violations(&status::as_tonic(answer.as_ref().unwrap_err().clone()));
            violations.into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };
        let named = ["document_type", "document_number", "customer_id", "amount", "due_on", "document_date"];
        assert_eq!(fields(&answers[0]), named);
        assert_eq!(fields(&answers[1]), ["due_on"]);
        assert!(answers[2].is_ok());

        desk.close_through("2026-02-28").await.unwrap();
        let answers = import(&desk, vec![opening(&new_id(), "INVOICE", "OLD-4", 1)], false).await;
        assert_eq!(refused(&answers[0]), "PERIOD_CLOSED");
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn billing_is_held_against_its_own_documents_alone() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let issued = document(&customer, 600, "2026-01-05");
        desk.hears(&[news.invoice(issued.clone())]).await;
        import(&desk, vec![opening(&customer, "INVOICE", "OLD-1", 12_000)], false).await.remove(0).unwrap();
        let audit = desk.service.audit();
        let count = async |name: &str| {
            let figures = audit.figures().into_iter().find(|figures| figures.name == name).unwrap();
            (figures.page)(&desk.store, None, 10).await.unwrap().len()
        };
        assert_eq!((count("receivables.items").await, count("receivables.open").await), (1, 2));
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_cut_over_that_has_not_come_is_named() {
    on_both_engines(async |desk| {
        let customer = new_id();
        let early = |number: &str, day: &str| ImportOpenItemRequest {
            posted_on: Some(date(day)),
            ..opening(&customer, "INVOICE", number, 1_000)
        };
        let set = vec![early("OLD-1", "2026-03-02"), early("OLD-2", "2026-03-01"), early("OLD-3", "2027-03-01")];
        for validate_only in [true, false] {
            let answers = import(&desk, set.clone(), validate_only).await;
            assert!(answers[1].is_ok());
            for answer in [&answers[0], &answers[2]] {
                assert_eq!(refused(answer), "INVALID_REQUEST");
                let told = status::as_tonic(answer.as_ref().unwrap_err().clone());
                let told = tonic_types::StatusExt::get_details_bad_request(&told).unwrap();
                assert_eq!(told.field_violations[0].field, "posted_on");
            }
        }
        assert_eq!(desk.ageing(None, "").await[5], 1_000);
    })
    .await;
}
