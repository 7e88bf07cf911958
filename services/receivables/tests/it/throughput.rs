//! How much it takes; printed, not judged. Run with `--ignored`.

use crate::{
    desk::*,
    news::{News, document, proposal},
};
use o2c_kernel::{Instant, machine_now};

fn rate(what: usize, started: Instant) -> String {
    let millis = machine_now().since(started).as_millis().max(1);
    format!("{millis} ms, {}/s", what as u128 * 1000 / millis)
}

#[tokio::test]
#[ignore = "measures and asserts nothing: to be run by hand on a quiet machine"]
async fn a_book_of_many_items() {
    let items: usize = std::env::var("O2C_ITEMS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let engine = desk.store.engine();
        let started = machine_now();
        let mut items_left = items;
        while items_left > 0 {
            let set: Vec<_> = (0..items_left.min(256))
                .map(|at| {
                    let days = i64::try_from(at % 150).unwrap();
                    let day = o2c_kernel::Date::parse("2025-09-01").unwrap().add_days(days).unwrap();
                    news.invoice(document(&customer, 1_200, &day.to_string()))
                })
                .collect();
            items_left -= set.len();
            desk.hears(&set).await;
        }
        println!("{engine:?}: {items} documents posted in {}", rate(items, started));

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
        let started = machine_now();
        for set in half.chunks(256) {
            let proposals = set.iter().map(|item| proposal(&customer, 1_200, &[(item, 1_200)])).collect();
            desk.apply(proposals).await;
        }
        println!("{engine:?}: {} receipts applied in {}", half.len(), rate(half.len(), started));
        for as_of in [None, Some("2026-01-15"), Some("2025-10-01")] {
            let started = machine_now();
            let total = desk.ageing(as_of, "").await[5];
            println!("{engine:?}: ageing as of {as_of:?}: {total} in {:?}", machine_now().since(started));
        }
        let started = machine_now();
        desk.assert_clean().await;
        println!("{engine:?}: audit in {:?}", machine_now().since(started));
    })
    .await;
}
