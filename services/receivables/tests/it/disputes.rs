//! Flags follow what collections says, and what is open.

use o2c_proto::receivables::v1::OpenItemDisputed;

use crate::{
    desk::*,
    news::{News, document, note_on, proposal},
};

/// What was flagged, and whether the dispute is over.
async fn told(desk: &Desk, item: &str) -> Vec<(i64, bool)> {
    let facts = desk.facts::<OpenItemDisputed>(item).await;
    facts.iter().map(|fact| (minor(fact.disputed_amount.as_ref()), fact.settled.unwrap_or_default())).collect()
}

async fn flags(desk: &Desk, item: &str) -> Vec<i64> {
    desk.facts::<OpenItemDisputed>(item).await.iter().map(|fact| minor(fact.disputed_amount.as_ref())).collect()
}

#[tokio::test]
async fn a_flag_is_bounded_by_what_is_open_and_cleared_by_a_rejection() {
    on_both_engines(async |desk| {
        let (news, customer, dispute) = (News::default(), new_id(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        desk.hears(&[news.disputed(&dispute, &item, 5_000)]).await;
        assert_eq!(desk.account(&customer).await, [1_000, 1_000, 0, 1_000]);
        desk.pay(proposal(&customer, 300, &[(&item, 300)])).await;
        assert_eq!(minor(desk.item(&item).await.unwrap().disputed_amount.as_ref()), 700);
        desk.hears(&[news.resolved(&dispute, &item, "REJECTED")]).await;
        assert_eq!(flags(&desk, &item).await, [1_000, 700, 0]);
        assert_eq!(desk.item(&item).await.unwrap().dispute_id, "");
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_credited_dispute_is_cleared_by_its_note_whatever_comes_first() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let (one, two) = (document(&customer, 1_000, "2026-01-05"), document(&customer, 1_000, "2026-01-05"));
        desk.hears(&[news.invoice(one.clone()), news.invoice(two.clone())]).await;
        let (first, second) = (desk.item_of(&one.invoice_id).await, desk.item_of(&two.invoice_id).await);

        let dispute = new_id();
        desk.hears(&[
            news.disputed(&dispute, &first.open_item_id, 400),
            news.resolved(&dispute, &first.open_item_id, "CREDIT"),
        ])
        .await;
        assert_eq!(desk.item(&first.open_item_id).await.unwrap().dispute_id, dispute, "until its note is here");
        let mut note = note_on(&one, 400, "2026-02-11");
        note.dispute_id = dispute;
        desk.hears(&[news.credit_note(note)]).await;
        assert_eq!(flags(&desk, &first.open_item_id).await, [400, 0]);

        // the note overtakes the opening of its dispute
        let dispute = new_id();
        let mut note = note_on(&two, 400, "2026-02-11");
        note.dispute_id.clone_from(&dispute);
        desk.hears(&[news.credit_note(note)]).await;
        desk.hears(&[news.disputed(&dispute, &second.open_item_id, 400)]).await;
        assert_eq!(flags(&desk, &second.open_item_id).await, [0]);
        assert_eq!(desk.account(&customer).await, [1_200, 1_200, 0, 0]);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_takes_the_flag_and_does_not_settle_the_dispute() {
    on_both_engines(async |desk| {
        let (news, customer, dispute) = (News::default(), new_id(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        desk.hears(&[news.disputed(&dispute, &item, 400), news.resolved(&dispute, &item, "CREDIT")]).await;
        desk.pay(proposal(&customer, 1_000, &[(&item, 1_000)])).await;
        assert_eq!(told(&desk, &item).await, [(400, false), (0, false)]);
        let mut note = note_on(&invoice, 400, "2026-02-11");
        note.dispute_id = dispute;
        desk.hears(&[news.credit_note(note)]).await;
        assert_eq!(told(&desk, &item).await, [(400, false), (0, false), (0, true)]);
        desk.assert_clean().await;
    })
    .await;
}

/// A release before granted without reference what the invoice does not have any more: the dispute says for what.
#[tokio::test]
async fn a_note_without_reference_pays_and_clears_what_its_dispute_is_over() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let (one, two) = (document(&customer, 1_000, "2026-01-05"), document(&customer, 1_000, "2026-01-05"));
        desk.hears(&[news.invoice(one.clone()), news.invoice(two.clone())]).await;
        let (first, second) = (desk.item_of(&one.invoice_id).await, desk.item_of(&two.invoice_id).await);

        let dispute = new_id();
        desk.hears(&[
            news.disputed(&dispute, &first.open_item_id, 400),
            news.resolved(&dispute, &first.open_item_id, "CREDIT"),
        ])
        .await;
        let mut note = document(&customer, 400, "2026-02-11");
        note.dispute_id.clone_from(&dispute);
        desk.hears(&[news.credit_note(note.clone())]).await;
        assert_eq!(desk.item(&first.open_item_id).await.unwrap().dispute_id, "");
        assert_eq!((desk.open_of(&one.invoice_id).await, desk.open_of(&note.invoice_id).await), (600, 0));
        assert_eq!(told(&desk, &first.open_item_id).await.last(), Some(&(0, true)));

        // the note overtakes the opening of its dispute, and waits for it
        let dispute = new_id();
        let mut note = document(&customer, 300, "2026-02-11");
        note.dispute_id.clone_from(&dispute);
        let report = desk.hears(&[news.credit_note(note)]).await;
        assert_eq!((report.waiting, report.failed), (1, 0), "{report:?}");
        desk.hears(&[news.disputed(&dispute, &second.open_item_id, 400)]).await;
        assert_eq!(desk.open_of(&two.invoice_id).await, 700);
        assert_eq!(told(&desk, &second.open_item_id).await.last(), Some(&(0, true)));
        desk.assert_clean().await;
    })
    .await;
}

/// Its invoice was voided: no note will come that names it, and it must not wait for one.
#[tokio::test]
async fn a_dispute_that_nothing_is_left_to_credit_for_is_over() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let (one, two) = (document(&customer, 1_000, "2026-01-05"), document(&customer, 1_000, "2026-01-05"));
        desk.hears(&[news.invoice(one.clone()), news.invoice(two.clone())]).await;
        let (first, second) = (desk.item_of(&one.invoice_id).await, desk.item_of(&two.invoice_id).await);
        let (dispute, noted) = (new_id(), new_id());
        desk.hears(&[
            news.disputed(&dispute, &first.open_item_id, 400),
            news.resolved(&dispute, &first.open_item_id, "CREDIT"),
            news.not_creditable(&dispute, &one.invoice_id, ""),
            news.disputed(&noted, &second.open_item_id, 400),
            news.not_creditable(&noted, &two.invoice_id, &new_id()),
        ])
        .await;
        assert_eq!(told(&desk, &first.open_item_id).await, [(400, false), (0, true)]);
        assert_eq!(desk.open_of(&one.invoice_id).await, 1_000, "nothing is paid by it");
        assert_eq!(told(&desk, &second.open_item_id).await, [(400, false)], "its note is on its way");
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_dispute_that_was_raised_flags_more() {
    on_both_engines(async |desk| {
        let (news, customer, dispute) = (News::default(), new_id(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        desk.hears(&[
            news.disputed(&dispute, &item, 400),
            news.raised(&dispute, &item, 700),
            news.raised(&dispute, &item, 2_000),
            news.resolved(&dispute, &item, "REJECTED"),
        ])
        .await;
        assert_eq!(told(&desk, &item).await, [(400, false), (700, false), (1_000, false), (0, true)]);
        desk.assert_clean().await;
    })
    .await;
}
