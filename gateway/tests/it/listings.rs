//! Whole lists: as lines of JSON, as tables.

use bytes::Bytes;
use http::Request;
use http_body_util::BodyExt;
use o2c_gateway::{
    GatewayOptions,
    listing::{Form, Lists},
};
use o2c_proto::{
    common::v1::{Address, PaymentTerms},
    google::r#type::{Date, Money},
    orders::v1::{Contact, Customer, ListCustomersRequest, ListCustomersResponse},
    receivables::v1::{ListOpenItemsRequest, ListOpenItemsResponse, OpenItem},
};
use prost::Message;
use tonic::{Status, body::Body};
use tower::ServiceExt;

use super::subject::{Answer, Got, Subject};

/// Customers in three pages; `breaks` on the third.
fn customers(breaks: bool) -> Subject {
    Subject::over(o2c_proto::DESCRIPTORS, GatewayOptions::default(), move |asked| {
        let request = ListCustomersRequest::decode(asked.message.clone()).unwrap();
        let page: usize = request.page_token.parse().unwrap_or(0);
        if breaks && page == 2 {
            return Answer { messages: Vec::new(), end: Some(Status::permission_denied("no more")) };
        }
        let customer = |at: usize| Customer {
            customer_id: format!("c{page}{at}"),
            name: ["=1+1", "a \"quoted\",\nname"][at].to_owned(),
            bill_to: Some(Address { city: "York".to_owned(), ..Address::default() }),
            payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
            contacts: vec![Contact { name: "Ann".to_owned(), ..Contact::default() }],
            ..Customer::default()
        };
        let next_page_token = if page < 2 { (page + 1).to_string() } else { String::new() };
        let response = ListCustomersResponse { customers: vec![customer(0), customer(1)], next_page_token };
        Answer { messages: vec![Bytes::from(response.encode_to_vec())], end: None }
    })
}

async fn get(subject: &Subject, path: &str, accept: &str) -> Got {
    subject.send(Request::get(path).header("accept", accept).body(Body::empty()).unwrap()).await
}

fn records(got: &Got) -> Vec<Vec<String>> {
    assert_eq!((got.status.as_u16(), got.header("content-type")), (200, "text/csv"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&got.bytes[..]);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn cell<'r>(records: &'r [Vec<String>], row: usize, column: &str) -> &'r str {
    let at = records[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("{column}: {:?}", records[0]));
    &records[row][at]
}

#[tokio::test]
async fn a_list_is_a_table_through_all_of_its_pages() {
    let subject = customers(false);
    let records = records(&get(&subject, "/v1/customers?externalIds=a&externalIds=b", "text/csv").await);
    assert_eq!(records.len(), 7);
    assert_eq!(cell(&records, 6, "customer_id"), "c21");
    assert_eq!(cell(&records, 6, "name"), "a \"quoted\",\nname");
    assert_eq!((cell(&records, 1, "bill_to.city"), cell(&records, 1, "ship_to.city")), ("York", ""));
    assert_eq!((cell(&records, 1, "payment_terms.net_days"), cell(&records, 1, "payment_terms.cash")), ("30", "false"));
    assert_eq!(cell(&records, 1, "contacts"), "[{\"name\":\"Ann\"}]");
    assert_eq!(subject.times(), 3);
    let last = ListCustomersRequest::decode(subject.asked().message).unwrap();
    assert_eq!((last.page_size, last.external_ids.len()), (500, 2), "filters go with every page");
}

#[tokio::test]
async fn a_list_is_lines_of_json_and_without_a_wish_one_page() {
    let subject = customers(false);
    let got = get(&subject, "/v1/customers", "application/x-ndjson").await;
    assert_eq!(got.header("content-type"), "application/x-ndjson");
    let text = String::from_utf8(got.bytes.to_vec()).unwrap();
    let ids: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["customerId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["c00", "c01", "c10", "c11", "c20", "c21"]);
    let page = get(&subject, "/v1/customers", "*/*").await.served();
    assert_eq!(page["nextPageToken"], "1");
    assert_eq!(get(&subject, "/v1/customers/c1", "text/csv").await.status, 406);
}

#[tokio::test]
async fn texts_that_a_spreadsheet_would_run_are_made_harmless_unless_raw_ones_are_wanted() {
    let subject = customers(false);
    assert_eq!(cell(&records(&get(&subject, "/v1/customers", "text/csv").await), 1, "name"), "'=1+1");
    let raw = get(&subject, "/v1/customers", "text/csv; formulas=raw").await;
    assert_eq!(cell(&records(&raw), 1, "name"), "=1+1");
}

#[tokio::test]
async fn amounts_and_days_have_cells_of_their_own() {
    let money = |code: &str, units, nanos| Some(Money { currency_code: code.to_owned(), units, nanos });
    let item = OpenItem {
        due_on: Some(Date { year: 2026, month: 3, day: 1 }),
        original_amount: money("GBP", 12, 500_000_000),
        open_amount: money("GBP", 0, -50_000_000),
        disputed_amount: money("JPY", 7, 0),
        ..OpenItem::default()
    };
    let subject = Subject::over(o2c_proto::DESCRIPTORS, GatewayOptions::default(), move |_| {
        let response = ListOpenItemsResponse { open_items: vec![item.clone()], next_page_token: String::new() };
        Answer { messages: vec![Bytes::from(response.encode_to_vec())], end: None }
    });
    let records = records(&get(&subject, "/v1/openItems?pageSize=7", "text/csv").await);
    assert_eq!((cell(&records, 1, "due_on"), cell(&records, 1, "document_date")), ("2026-03-01", ""));
    assert_eq!(
        (cell(&records, 1, "original_amount"), cell(&records, 1, "original_amount.currency_code")),
        ("12.50", "GBP")
    );
    assert_eq!((cell(&records, 1, "open_amount"), cell(&records, 1, "disputed_amount")), ("-0.05", "7"));
    assert_eq!(ListOpenItemsRequest::decode(subject.asked().message).unwrap().page_size, 7);
}

#[tokio::test]
async fn a_list_that_breaks_cannot_be_taken_for_a_whole_one() {
    let subject = customers(true);
    let got = get(&subject, "/v1/customers", "application/x-ndjson").await;
    let text = String::from_utf8(got.bytes.to_vec()).unwrap();
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["@error"]["status"], 403);

    let request = Request::get("/v1/customers").header("accept", "text/csv").body(Body::empty()).unwrap();
    let response = subject.transport.clone().oneshot(request).await.unwrap();
    assert!(response.into_body().collect().await.is_err(), "the body is not ended");
}

#[tokio::test]
async fn a_list_that_cannot_begin_is_a_problem() {
    let subject = Subject::over(o2c_proto::DESCRIPTORS, GatewayOptions::default(), |_| Answer {
        messages: Vec::new(),
        end: Some(Status::invalid_argument("no")),
    });
    let got = get(&subject, "/v1/customers", "text/csv").await;
    assert_eq!((got.status.as_u16(), got.header("content-type")), (400, "application/problem+json"));
}

#[tokio::test]
async fn the_next_page_is_asked_for_when_the_one_before_was_taken() {
    let subject = customers(false);
    let request = Request::get("/v1/customers").header("accept", "text/csv").body(Body::empty()).unwrap();
    let mut body = subject.transport.clone().oneshot(request).await.unwrap().into_body();
    assert_eq!(subject.times(), 1);
    body.frame().await.unwrap().unwrap();
    assert_eq!(subject.times(), 1);
    body.frame().await.unwrap().unwrap();
    assert_eq!(subject.times(), 2);
}

#[test]
fn every_list_of_the_contract_has_a_name_and_columns() {
    let lists = Lists::load(o2c_proto::DESCRIPTORS).unwrap();
    for name in ["customers", "open-items", "orders", "stock-levels", "journal-entries", "prices"] {
        assert!(lists.find(name).is_some(), "{name}");
    }
    for name in lists.names() {
        let table = lists.find(name).unwrap().table(Form::Csv { guard: true }).unwrap();
        let head = String::from_utf8(table.head().unwrap()).unwrap();
        let columns: Vec<&str> = head.trim_end().split(',').collect();
        let mut once = columns.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), columns.len(), "{name}: {head}");
    }
    let unknown = lists.find("orders").unwrap().request(&[("colour".to_owned(), "red".to_owned())]);
    assert!(unknown.unwrap_err().to_string().contains("colour"));
}
