//! How much it takes; printed, not judged. Run with `--ignored`.

use std::time::Instant;

use crate::{
    desk::*,
    news::{News, document, proposal},
};

#[tokio::test]
#[ignore = "a measurement"]
async fn a_book_of_many_items() {
    let items: usize = std::env::var("O2C_ITEMS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let engine = desk.store.engine();
        let started = Instant::now();
        let mut items_left = items;
        while items_left > 0 {
            let set: Vec<_> = (0..items_left.min(256))
                .map(|at| {
                    let day = o2c_kernel::Date::parse("2025-09-01").unwrap().add_days((at % 150) as i64).unwrap();
                    news.invoice(document(&customer, 1_200, &day.to_string()))
                })
                .collect();
            items_left -= set.len();
            desk.hears(&set).await;
        }
        let seconds = started.elapsed().as_secs_f64();
        println!("{engine:?}: {items} documents posted in {seconds:.2} s: {:.0}/s", items as f64 / seconds);

        let mut token = String::new();
        let mut ids = Vec::new();
        loop {
            let message = o2c_proto::receivables::v1::ListOpenItemsRequest {
                page_size: 1_000,
                page_token: token.clone(),
                ..Default::default()
            };
            let page = desk.client().list_open_items(desk.request(message)).await.unwrap().into_inner();
            ids.extend(page.open_items.into_iter().map(|item| item.open_item_id));
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        let half = &ids[..ids.len() / 2];
        let started = Instant::now();
        for set in half.chunks(256) {
            let proposals = set.iter().map(|item| proposal(&customer, 1_200, &[(item, 1_200)])).collect();
            desk.apply(proposals).await;
        }
        let seconds = started.elapsed().as_secs_f64();
        println!("{engine:?}: {} receipts applied in {seconds:.2} s: {:.0}/s", half.len(), half.len() as f64 / seconds);
        for as_of in [None, Some("2026-01-15"), Some("2025-10-01")] {
            let started = Instant::now();
            let total = desk.ageing(as_of, "").await[5];
            println!("{engine:?}: ageing as of {as_of:?}: {total} in {:?}", started.elapsed());
        }
        let started = Instant::now();
        desk.assert_clean().await;
        println!("{engine:?}: audit in {:?}", started.elapsed());
    })
    .await;
}
