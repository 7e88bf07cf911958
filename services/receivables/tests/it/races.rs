//! Many at once on one invoice: never over, never lost.

use std::sync::Arc;

use o2c_testkit::engines;

use crate::{
    desk::*,
    news::{News, document, proposal},
};

/// Runs a race on both engines, each desk on a store of its own.
async fn on_each_engine(race: impl AsyncFn(Arc<Desk>)) {
    for database in engines().await {
        let store = database.open("receivables").await;
        let migrations = o2c_receivables::migrations();
        store.migrate(&[o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, &migrations]).await.unwrap();
        let desk = Desk::open(store.clone(), o2c_kernel::SetLimits::default(), serde_json::Value::Null).await;
        race(Arc::new(desk)).await;
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn payments_and_credit_notes_race_for_one_invoice() {
    on_each_engine(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 100_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let notes: Vec<_> = (0..20).map(|_| document(&customer, 3_000, "2026-01-06")).collect();
        desk.hears(&notes.iter().map(|note| news.credit_note(note.clone())).collect::<Vec<_>>()).await;

        let mut racers = Vec::new();
        for number in 0..60_u8 {
            let (desk, item, customer) = (Arc::clone(&desk), item.clone(), customer.clone());
            racers.push(tokio::spawn(async move {
                // a retry of the same proposal runs beside its first try
                let asked = proposal(&customer, 2_500, &[(&item, 2_500)]);
                let twin = asked.clone();
                let (first, second) = tokio::join!(desk.pay(asked), desk.pay(twin));
                assert_eq!(first, second, "racer {number}");
                if first[0].refusal_reason.is_empty() { 2_500 } else { 0 }
            }));
        }
        for note in &notes {
            let note = desk.item_of(&note.invoice_id).await.open_item_id;
            let (desk, item) = (Arc::clone(&desk), item.clone());
            racers.push(tokio::spawn(async move {
                match desk.use_note(&note, &item, Some(3_000)).await {
                    Ok(_) => 3_000,
                    Err(status) => {
                        assert_eq!(reason(&status), "EXCEEDS_OPEN_AMOUNT");
                        0
                    }
                }
            }));
        }
        let mut taken = 0_i64;
        for racer in racers {
            taken += racer.await.unwrap();
        }
        let left = desk.open_of(&invoice.invoice_id).await;
        assert_eq!(taken + left, 100_000, "what was answered is what was written");
        assert!(left < 2_500, "{left} would have been paid by one that was refused");
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_receipt_races_with_its_own_fact_and_is_posted_once() {
    on_each_engine(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 100_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let proposals: Vec<_> = (0..100).map(|_| proposal(&customer, 100, &[(&item, 100)])).collect();
        let facts: Vec<_> = proposals.iter().map(|asked| news.received(asked.receipt.as_ref().unwrap())).collect();
        let telling = {
            let desk = Arc::clone(&desk);
            tokio::spawn(async move {
                for facts in facts.chunks(10) {
                    let report = desk.hears(facts).await;
                    assert_eq!(report.failed, 0);
                }
            })
        };
        let mut paying = Vec::new();
        for proposals in proposals.chunks(10) {
            let (desk, mut proposals) = (Arc::clone(&desk), proposals.to_vec());
            proposals.reverse();
            paying.push(tokio::spawn(async move { desk.apply(proposals).await }));
        }
        for paid in paying {
            assert!(paid.await.unwrap().into_iter().all(|answer| answer.is_ok()));
        }
        telling.await.unwrap();
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 90_000);
        let bank = desk.balances(None).await.into_iter().find(|(code, _)| code == "1000");
        assert_eq!(bank, Some(("1000".to_owned(), 10_000)));
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_application_is_taken_back_once_and_one_write_off_decided_once() {
    on_each_engine(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 10_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let edge = desk.pay(proposal(&customer, 4_000, &[(&item, 4_000)])).await.remove(0).application_id;
        let asked = desk.ask_to_write_off(&item, 6_000).await.unwrap().write_off_id;
        let mut racers = Vec::new();
        for _ in 0..12 {
            let (desk, edge, asked) = (Arc::clone(&desk), edge.clone(), asked.clone());
            racers.push(tokio::spawn(async move {
                let back = desk.take_back(&edge).await.is_ok();
                let decided = desk.by("bert").decide(&asked, true).await.is_ok();
                (u32::from(back), u32::from(decided))
            }));
        }
        let mut won = (0, 0);
        for racer in racers {
            let (back, decided) = racer.await.unwrap();
            won = (won.0 + back, won.1 + decided);
        }
        assert_eq!(won, (1, 1));
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 4_000);
        desk.assert_clean().await;
    })
    .await;
}
