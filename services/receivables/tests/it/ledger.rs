//! The journal and its sums.

use o2c_proto::receivables::v1::{BadDebtPosted, JournalEntry, ListJournalEntriesRequest, PostBadDebtRequest};

use tonic::Code;
use tonic_types::StatusExt;

use crate::{
    desk::*,
    news::{News, document},
};

async fn page(desk: &Desk, document: &str, token: &str) -> (Vec<JournalEntry>, String) {
    let message =
        ListJournalEntriesRequest { page_size: 2, page_token: token.to_owned(), document_id: document.to_owned() };
    let page = desk.client().list_journal_entries(desk.request(message)).await.unwrap().into_inner();
    (page.journal_entries, page.next_page_token)
}

#[tokio::test]
async fn bad_debt_is_posted_both_ways_and_told() {
    on_both_engines(async |desk| {
        let entry = desk.bad_debt(1_106_206, "2011-08-12").await.unwrap();
        assert_eq!((entry.kind.as_str(), entry.posted_on), ("bad_debt", Some(date("2011-08-12"))));
        assert_eq!(entry.description, "A563185: Adjust bad debt");
        assert!(entry.position > 0);
        desk.bad_debt(-6_206, "2011-08-13").await.unwrap();
        let wanted = [("1190", -1_100_000), ("6100", 1_100_000)];
        assert_eq!(desk.balances(None).await, wanted.map(|(code, net)| (code.to_owned(), net)));
        assert_eq!(desk.balances(Some("2011-08-12")).await[1].1, 1_106_206);
        let facts = desk.facts::<BadDebtPosted>(&entry.journal_entry_id).await;
        assert_eq!(minor(facts[0].amount.as_ref()), 1_106_206);

        let request = PostBadDebtRequest {
            request_id: new_id(),
            amount: Some(gbp(5)),
            posted_on: Some(date("2011-08-14")),
            reference: "A563187".to_owned(),
            description: String::new(),
        };
        let first = desk.client().post_bad_debt(desk.request(request.clone())).await.unwrap().into_inner();
        let again = desk.client().post_bad_debt(desk.request(request)).await.unwrap().into_inner();
        assert_eq!(again, first);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn the_journal_is_listed_in_the_order_of_posting() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let documents: Vec<_> = (1..=5).map(|at| document(&customer, at * 600, "2026-01-05")).collect();
        for invoice in &documents {
            desk.hears(&[news.invoice(invoice.clone())]).await;
        }
        let (mut entries, mut token) = page(&desk, "", "").await;
        while !token.is_empty() {
            let (more, next) = page(&desk, "", &token).await;
            entries.extend(more);
            token = next;
        }
        let listed: Vec<&str> = entries.iter().map(|entry| entry.document_id.as_str()).collect();
        assert_eq!(listed, documents.iter().map(|invoice| invoice.invoice_id.as_str()).collect::<Vec<_>>());
        assert!(entries.is_sorted_by_key(|entry| entry.position));
        let lines = &entries[1].lines;
        let codes: Vec<&str> = lines.iter().map(|line| line.account.as_str()).collect();
        assert_eq!(codes, ["1100", "4000", "2200"]);
        assert_eq!((minor(lines[0].debit.as_ref()), minor(lines[1].credit.as_ref())), (1_200, 1_000));
        let (only, none) = page(&desk, &documents[3].invoice_id, "").await;
        assert_eq!((only.len(), none.as_str()), (1, ""));
    })
    .await;
}

/// The clock stands at the first of March: nothing is posted on a day that has not come.
#[tokio::test]
async fn a_day_that_has_not_come_is_named() {
    on_both_engines(async |desk| {
        for day in ["2026-03-02", "2026-09-01", "2999-12-31"] {
            let refused = desk.bad_debt(500, day).await.unwrap_err();
            assert_eq!((refused.code(), reason(&refused).as_str()), (Code::InvalidArgument, "INVALID_REQUEST"));
            let told = refused.get_details_bad_request().unwrap().field_violations;
            assert_eq!(told.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["posted_on"]);
        }
        assert!(desk.balances(Some("2999-12-31")).await.is_empty());
        desk.bad_debt(500, "2026-03-01").await.unwrap();
        desk.on("2026-03-02");
        desk.bad_debt(500, "2026-03-02").await.unwrap();
        desk.assert_clean().await;
    })
    .await;
}
