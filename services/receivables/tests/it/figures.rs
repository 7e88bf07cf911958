//! What other services compare themselves with.

use o2c_audit::Figure;
use o2c_kernel::TenantId;
use uuid::Uuid;

use crate::{
    desk::*,
    news::{News, document, proposal},
};

async fn figures(desk: &Desk, name: &str) -> Vec<Figure> {
    let all = desk.service.audit().figures();
    let stream = all.iter().find(|figures| figures.name == name).unwrap();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = (stream.page)(&desk.store, after, 2).await.unwrap();
        let Some(last) = page.last() else { return found };
        after = Some((last.tenant.clone(), last.document));
        found.extend(page);
    }
}

fn of(figures: &[Figure], document: &str) -> (i64, Vec<i64>) {
    let document = Uuid::parse_str(document).unwrap();
    let found = figures.iter().find(|figure| figure.document == document && figure.tenant == TenantId::default());
    found.map(|figure| (figure.sequence, figure.amounts.clone())).unwrap()
}

#[tokio::test]
async fn figures_come_in_pages_with_their_sequences() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoices: Vec<_> = (1..=5).map(|at| document(&customer, at * 1_000, "2026-01-05")).collect();
        let free = document(&customer, 400, "2026-01-06");
        let mut facts: Vec<_> = invoices.iter().map(|invoice| news.invoice(invoice.clone())).collect();
        facts.push(news.credit_note(free.clone()));
        desk.hears(&facts).await;
        let item = desk.item_of(&invoices[0].invoice_id).await.open_item_id;
        let paid = proposal(&customer, 900, &[(&item, 600)]);
        desk.pay(paid.clone()).await;
        let receipt = paid.receipt.unwrap();
        desk.hears(&[news.received(&receipt), news.disputed(&new_id(), &item, 5_000)]).await;
        let theirs = News::of_tenant("acme");
        desk.hears(&[theirs.invoice(document(&customer, 77, "2026-01-05"))]).await;

        let items = figures(&desk, "receivables.items").await;
        assert_eq!(items.len(), 7);
        assert!(items.is_sorted_by_key(|figure| (figure.tenant.clone(), figure.document)));
        assert_eq!(of(&items, &invoices[0].invoice_id), (1, vec![1_000]));
        assert_eq!(of(&items, &free.invoice_id), (1, vec![-400]));
        let open = figures(&desk, "receivables.open").await;
        assert_eq!(of(&open, &invoices[0].invoice_id), (3, vec![400]), "posted, paid, disputed");
        assert_eq!(of(&open, &free.invoice_id), (1, vec![-400]));
        assert_eq!(of(&figures(&desk, "receivables.cash_applications").await, &receipt.receipt_id), (1, vec![600]));
        assert_eq!(of(&figures(&desk, "receivables.cash_received").await, &receipt.receipt_id), (1, vec![900]));
        let disputed = figures(&desk, "receivables.disputed").await;
        assert_eq!((disputed.len(), of(&disputed, &item)), (1, (3, vec![400])));
    })
    .await;
}
