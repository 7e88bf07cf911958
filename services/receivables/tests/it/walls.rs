//! Nothing of one tenant is seen or touched by another.

use o2c_proto::receivables::v1::{ListJournalEntriesRequest, ListOpenItemsRequest, ListWriteOffsRequest};
use tonic::Code;

use crate::{
    desk::*,
    news::{News, document, proposal},
};

#[tokio::test]
async fn another_tenant_finds_nothing_and_changes_nothing() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let (invoice, free) = (document(&customer, 1_000, "2026-01-05"), document(&customer, 400, "2026-01-06"));
        desk.hears(&[news.invoice(invoice.clone()), news.credit_note(free.clone())]).await;
        let (item, note) = (desk.item_of(&invoice.invoice_id).await, desk.item_of(&free.invoice_id).await);
        let edge = desk.use_note(&note.open_item_id, &item.open_item_id, Some(100)).await.unwrap();
        let asked = desk.ask_to_write_off(&item.open_item_id, 10).await.unwrap();

        let them = desk.of_tenant("acme");
        let none = |reason: &str| (Code::NotFound, reason.to_owned());
        assert_eq!(refusal(them.item(&item.open_item_id).await), none("OPEN_ITEM_NOT_FOUND"));
        let used = them.use_note(&note.open_item_id, &item.open_item_id, None).await;
        assert_eq!(refusal(used), none("OPEN_ITEM_NOT_FOUND"));
        assert_eq!(refusal(them.take_back(&edge.application_id).await), none("APPLICATION_NOT_FOUND"));
        assert_eq!(refusal(them.ask_to_write_off(&item.open_item_id, 1).await), none("OPEN_ITEM_NOT_FOUND"));
        assert_eq!(refusal(them.by("bert").decide(&asked.write_off_id, true).await), none("WRITE_OFF_NOT_FOUND"));
        let paid = them.pay(proposal(&customer, 5, &[(&item.open_item_id, 5)])).await;
        assert_eq!(paid[0].refusal_reason, "OPEN_ITEM_NOT_FOUND");
        assert_eq!(them.ageing(None, "").await, [0; 6]);
        assert_eq!(them.account(&customer).await, [0; 4], "nothing of their receipt is applied for anybody");
        let request = them.request(ListOpenItemsRequest::default());
        assert!(them.client().list_open_items(request).await.unwrap().into_inner().open_items.is_empty());
        let request = them.request(ListWriteOffsRequest::default());
        assert!(them.client().list_write_offs(request).await.unwrap().into_inner().write_offs.is_empty());
        let request = them.request(ListJournalEntriesRequest::default());
        let entries = them.client().list_journal_entries(request).await.unwrap().into_inner().journal_entries;
        assert_eq!(entries.len(), 1, "their own receipt");

        // the same document of another tenant is another one
        let theirs = News::of_tenant("acme");
        desk.hears(&[theirs.invoice(invoice.clone())]).await;
        assert_eq!(them.open_of(&invoice.invoice_id).await, 1_000);
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 900);
        assert_eq!(them.tenant(), "acme");
        desk.assert_clean().await;
    })
    .await;
}
