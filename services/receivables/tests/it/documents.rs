//! Issued documents come into the books.

use o2c_proto::receivables::v1::{CreditNoteApplied, OpenItemPosted};

use crate::{
    desk::*,
    news::{News, document, note_on},
};

#[tokio::test]
async fn an_invoice_is_an_open_item_a_journal_entry_and_a_fact() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 12_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;

        let item = desk.item_of(&invoice.invoice_id).await;
        assert_eq!((item.document_type.as_str(), item.document_number.as_str()), ("INVOICE", "INV-00012000"));
        assert_eq!((minor(item.original_amount.as_ref()), minor(item.open_amount.as_ref())), (12_000, 12_000));
        assert_eq!((item.document_date, item.due_on), (Some(date("2026-01-05")), Some(date("2026-02-04"))));
        assert_eq!((item.customer_id.clone(), item.order_id.clone()), (customer, invoice.order_id.clone()));
        assert_ne!(item.open_item_id, invoice.invoice_id, "an aggregate of its own");

        let posted = desk.facts::<OpenItemPosted>(&item.open_item_id).await;
        assert_eq!(posted[0].open_item.as_ref(), Some(&item));
        let wanted = [("1100", 12_000), ("2200", -2_000), ("4000", -10_000)];
        assert_eq!(desk.balances(None).await, wanted.map(|(code, net)| (code.to_owned(), net)));
        assert!(desk.balances(Some("2026-01-04")).await.is_empty(), "posted on the fact's day");
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_note_pays_what_it_corrects_and_waits_for_it() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 10_000, "2026-01-05");
        let note = note_on(&invoice, 4_000, "2026-01-20");
        let parked = desk.hears(&[news.credit_note(note.clone())]).await;
        assert_eq!(parked.waiting, 1, "{parked:?}");
        desk.hears(&[news.invoice(invoice.clone())]).await;

        assert_eq!(desk.open_of(&invoice.invoice_id).await, 6_000);
        let used = desk.item_of(&note.invoice_id).await;
        assert_eq!((minor(used.open_amount.as_ref()), used.applications.len()), (0, 1));
        assert_eq!(desk.told_of(&used.open_item_id).await, ["OpenItemPosted", "CreditNoteApplied"]);
        let item = desk.item_of(&invoice.invoice_id).await;
        let applied = desk.facts::<CreditNoteApplied>(&item.open_item_id).await;
        assert_eq!(applied[0].counterpart_open_item_id, used.open_item_id);
        assert_eq!(applied[0].effective_on, Some(date("2026-01-20")));
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_note_beyond_what_is_open_and_one_without_reference_stay_unused() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        let note = note_on(&invoice, 1_500, "2026-01-20");
        let free = document(&customer, 300, "2026-01-21");
        let further = document(&customer, 200, "2026-01-22");
        desk.hears(&[
            news.invoice(invoice.clone()),
            news.credit_note(note.clone()),
            news.credit_note(free.clone()),
            news.debit_note(further.clone()),
        ])
        .await;
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 0);
        assert_eq!(desk.open_of(&note.invoice_id).await, 500);
        assert_eq!(desk.open_of(&free.invoice_id).await, 300);
        assert_eq!(desk.item_of(&further.invoice_id).await.document_type, "DEBIT_NOTE");
        assert_eq!(desk.account(&customer).await, [200 - 800, 200, 0, 0]);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_fact_that_cannot_be_read_or_does_not_balance_harms_no_other() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let mut broken = document(&customer, 1_000, "2026-01-05");
        broken.net_amount = Some(gbp(999_999));
        let mut nobody = document(&customer, 1_000, "2026-01-05");
        nobody.customer = None;
        let good = document(&customer, 1_000, "2026-01-05");
        let report = desk.hears(&[news.invoice(broken), news.invoice(nobody), news.invoice(good.clone())]).await;
        assert_eq!(report.failed, 2, "{report:?}");
        assert_eq!(desk.open_of(&good.invoice_id).await, 1_000);
        desk.assert_clean().await;
    })
    .await;
}
