//! Ageing as of any day is what a retelling of all documents and edges gives.

use std::collections::BTreeMap;

use crate::{
    desk::*,
    news::{News, document, note_on, proposal},
};

/// What has happened: day, bucket's due date (none: current), amount.
type Told = Vec<(i32, Option<i32>, i64)>;

fn days(day: &str) -> i32 {
    o2c_kernel::Date::parse(day).unwrap().days()
}

fn retold(told: &Told, as_of: i32) -> [i64; 6] {
    let mut buckets: BTreeMap<usize, i64> = BTreeMap::new();
    for (day, due, amount) in told {
        if *day <= as_of {
            let past = due.map_or(0, |due| as_of - due);
            let bucket = [0, 30, 60, 90].iter().position(|last| past <= *last).unwrap_or(4);
            *buckets.entry(bucket).or_default() += amount;
        }
    }
    let mut all = [0; 6];
    for (bucket, amount) in buckets {
        all[bucket] = amount;
        all[5] += amount;
    }
    all
}

#[tokio::test]
async fn every_day_of_half_a_year_answers_as_it_was_then() {
    on_both_engines(async |desk| {
        let (news, customer, other) = (News::default(), new_id(), new_id());
        let mut told: Told = Vec::new();
        let issued = ["2025-10-01", "2025-11-10", "2025-12-24", "2026-01-15", "2026-02-20"];
        let mut items = Vec::new();
        for (at, day) in issued.iter().enumerate() {
            let invoice = document(&customer, 10_000 + i64::try_from(at).unwrap(), day);
            let due = days(day) + 30;
            desk.hears(&[news.invoice(invoice.clone())]).await;
            told.push((days(day), Some(due), 10_000 + i64::try_from(at).unwrap()));
            items.push((desk.item_of(&invoice.invoice_id).await.open_item_id, invoice, due));
        }
        desk.hears(&[news.invoice(document(&other, 777, "2026-01-01"))]).await;
        let note = note_on(&items[1].1, 4_000, "2025-12-01");
        let free = document(&customer, 2_500, "2026-01-10");
        desk.hears(&[news.credit_note(note), news.credit_note(free.clone())]).await;
        told.push((days("2025-12-01"), None, -4_000));
        told.push((days("2025-12-01"), Some(items[1].2), -4_000));
        told.push((days("2025-12-01"), None, 4_000));
        told.push((days("2026-01-10"), None, -2_500));

        desk.on("2026-03-02");
        let paid = desk.pay(proposal(&customer, 9_000, &[(&items[0].0, 6_000), (&items[2].0, 3_000)])).await;
        told.push((days("2026-03-02"), Some(items[0].2), -6_000));
        told.push((days("2026-03-02"), Some(items[2].2), -3_000));
        desk.on("2026-03-05");
        let free = desk.item_of(&free.invoice_id).await.open_item_id;
        desk.use_note(&free, &items[3].0, Some(1_000)).await.unwrap();
        told.push((days("2026-03-05"), Some(items[3].2), -1_000));
        told.push((days("2026-03-05"), None, 1_000));
        desk.on("2026-03-09");
        desk.take_back(&paid[0].application_id).await.unwrap();
        told.push((days("2026-03-09"), Some(items[0].2), 6_000));
        let asked = desk.ask_to_write_off(&items[4].0, 10_004).await.unwrap();
        desk.by("bert").decide(&asked.write_off_id, true).await.unwrap();
        told.push((days("2026-03-09"), Some(items[4].2), -10_004));

        for as_of in (days("2025-09-30")..days("2026-04-15")).step_by(3).chain([days("2026-03-09")]) {
            let day = o2c_kernel::Date::from_days(as_of).unwrap().to_string();
            assert_eq!(desk.ageing(Some(&day), &customer).await, retold(&told, as_of), "as of {day}");
        }
        told.push((days("2026-01-01"), Some(days("2026-01-31")), 777));
        assert_eq!(desk.ageing(None, "").await, retold(&told, days("2026-03-09")));
        assert_eq!(desk.ageing(None, &new_id()).await, [0; 6]);
        desk.assert_clean().await;
    })
    .await;
}
