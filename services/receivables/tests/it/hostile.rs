//! A bus that repeats, reorders and cuts anew changes nothing, nor does the size of sets.

use o2c_kernel::SetLimits;
use o2c_messaging::Envelope;
use o2c_testkit::HostileBus;

use crate::{
    desk::*,
    news::{News, document, note_on, proposal},
};

/// What a year tells: invoices, notes on them, receipts with payers that become known, disputes and their ends.
fn a_year(news: &News, customer: &str) -> Vec<Envelope> {
    let mut facts = Vec::new();
    for at in 0..40_i64 {
        let invoice = document(customer, 10_000 + at, "2026-01-05");
        facts.push(news.invoice(invoice.clone()));
        if at % 3 == 0 {
            facts.push(news.credit_note(note_on(&invoice, 4_000, "2026-01-20")));
            facts.push(news.credit_note(note_on(&invoice, 7_000, "2026-01-25")));
        }
        if at % 5 == 0 {
            facts.push(news.debit_note(note_on(&invoice, 600, "2026-01-28")));
        }
        let receipt = proposal("", 500 + at, &[]).receipt.unwrap();
        facts.push(news.received(&receipt));
        facts.push(news.identified(&receipt.receipt_id, customer));
    }
    facts
}

#[tokio::test]
async fn the_books_are_the_same_whatever_the_bus_does() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let facts = a_year(&news, &customer);
        let bus = HostileBus::new(11);
        for set in facts.chunks(17) {
            for arriving in bus.disturb(set) {
                desk.hears(&arriving).await;
            }
        }
        for arriving in bus.release() {
            desk.hears(&arriving).await;
        }
        desk.hears(&facts).await;

        let calm = desk.of_tenant("calm");
        let quiet = News::of_tenant("calm");
        desk.hears(&a_year(&quiet, &customer)).await;
        assert_eq!(desk.balances(None).await, calm.balances(None).await);
        assert_eq!(desk.account(&customer).await, calm.account(&customer).await);
        assert_eq!(desk.ageing(Some("2026-02-20"), "").await, calm.ageing(Some("2026-02-20"), "").await);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn the_answers_do_not_depend_on_the_size_of_the_sets() {
    on_both_engines(async |desk| {
        let (customer, invoice) = (new_id(), document(&new_id(), 10_000, "2026-01-05"));
        let mut invoice = invoice;
        invoice.customer.as_mut().unwrap().customer_id.clone_from(&customer);
        let small = Desk::open(desk.store.clone(), SetLimits::of_items(1), serde_json::Value::Null).await;
        let small = small.of_tenant("small");
        desk.hears(&[News::default().invoice(invoice.clone())]).await;
        desk.hears(&[News::of_tenant("small").invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let mut proposals: Vec<_> = (1..40)
            .map(|at| {
                let mut asked = proposal(&customer, at * 30, &[(&item, at * 20), (&item, at * 15)]);
                if at % 4 == 0 {
                    asked.applications[0].write_off_amount = Some(gbp(at));
                }
                asked
            })
            .collect();
        proposals.push(proposals[3].clone());
        let (large, one_by_one) = (desk.apply(proposals.clone()).await, small.apply(proposals).await);
        assert_eq!(format!("{large:?}"), format!("{one_by_one:?}"));
        assert_eq!(desk.open_of(&invoice.invoice_id).await, small.open_of(&invoice.invoice_id).await);
        desk.assert_clean().await;
    })
    .await;
}
