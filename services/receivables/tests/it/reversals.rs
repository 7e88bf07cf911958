//! What was applied is taken back: both sides are open again.

use o2c_proto::receivables::v1::ApplicationReversed;
use tonic::Code;

use crate::{
    desk::*,
    news::{News, document, proposal},
};

#[tokio::test]
async fn a_payment_taken_back_is_on_account_again_with_its_difference_open() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let mut asked = proposal(&customer, 900, &[(&item, 900)]);
        asked.applications[0].write_off_amount = Some(gbp(100));
        let edge = desk.pay(asked.clone()).await.remove(0).application_id;
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 0);

        desk.on("2026-03-10");
        let reversal = desk.take_back(&edge).await.unwrap();
        assert_eq!((reversal.kind.as_str(), minor(reversal.amount.as_ref())), ("reversal", -900));
        assert_eq!(reversal.reverses_application_id, edge);
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 1_000);
        assert_eq!(desk.account(&customer).await, [1_000, 1_000, 900, 0]);
        let facts = desk.facts::<ApplicationReversed>(&item).await;
        let kinds: Vec<_> = facts.iter().map(|fact| (fact.kind.as_str(), minor(fact.amount.as_ref()))).collect();
        assert_eq!(kinds, [("cash", 900), ("write_off", 100)]);
        let already = (Code::FailedPrecondition, "APPLICATION_REVERSED".to_owned());
        assert_eq!(refusal(desk.take_back(&edge).await), already);
        assert_eq!(refusal(desk.take_back(&reversal.application_id).await), already);
        assert_eq!(refusal(desk.take_back(&new_id()).await), (Code::NotFound, "APPLICATION_NOT_FOUND".to_owned()));

        // the receipt's money can be used again, by another proposal; the old one still answers as it did
        assert_eq!(desk.pay(asked).await[0].application_id, edge);
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 1_000);
        // past days answer as it was then
        assert_eq!(desk.ageing(Some("2026-03-05"), "").await, [0; 6]);
        assert_eq!(desk.ageing(None, "").await, [0, 0, 1_000, 0, 0, 1_000]);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_note_taken_back_is_unused_again() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let (invoice, free) = (document(&customer, 1_000, "2026-01-05"), document(&customer, 400, "2026-01-06"));
        desk.hears(&[news.invoice(invoice.clone()), news.credit_note(free.clone())]).await;
        let (item, note) = (desk.item_of(&invoice.invoice_id).await, desk.item_of(&free.invoice_id).await);
        let edge = desk.use_note(&note.open_item_id, &item.open_item_id, Some(150)).await.unwrap();
        assert_eq!(desk.open_of(&free.invoice_id).await, 250);
        desk.take_back(&edge.application_id).await.unwrap();
        assert_eq!(desk.open_of(&free.invoice_id).await, 400);
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 1_000);
        let sides = desk.facts::<ApplicationReversed>(&note.open_item_id).await;
        assert!(sides[0].credit_side && sides.len() == 1);
        desk.assert_clean().await;
    })
    .await;
}
