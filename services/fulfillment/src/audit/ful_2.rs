//! FUL-2: moves are double entry over all places, and what is on hand is what moved in less what moved out.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use crate::storage::ledgers::{self, ProductRow, Products};

pub const LAW: Law = Law {
    id: "FUL-2",
    title: "on hand = Σ moves in − Σ moves out, over all places 0",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let mut report = check_products(store, Products::Kept).await?;
    report.merge(check_products(store, Products::NotKept).await?);
    Ok(report)
}

async fn check_products(store: &Store, of: Products) -> Result<LawReport, AuditError> {
    let mut report = LawReport::default();
    let mut last = None;
    loop {
        let page = ledgers::products(store, of, last.as_ref()).await?;
        let Some(end) = page.last() else { return Ok(report) };
        last = Some(end.key.clone());
        for product in page {
            let wrong = wrong_place(&product);
            report.expect(wrong.is_none(), product.key.1, || wrong.unwrap_or_default());
        }
    }
}

fn wrong_place(product: &ProductRow) -> Option<String> {
    let outside = ["supplier", "customer", "loss"];
    let sum: i64 = product.by_moves.values().sum();
    if sum != 0 {
        return Some(format!("the moves of all places come to {sum} millionths"));
    }
    let inside = product.by_moves.iter().filter(|(place, _)| !outside.contains(&place.as_str()));
    for (place, moved) in inside {
        let on_hand = product.by_levels.get(place).copied().unwrap_or(0);
        if on_hand != *moved {
            return Some(format!("warehouse {place} has {on_hand} on hand and {moved} moved there, in millionths"));
        }
    }
    let unmoved =
        product.by_levels.iter().find(|(place, on_hand)| **on_hand != 0 && !product.by_moves.contains_key(*place));
    unmoved.map(|(place, on_hand)| format!("warehouse {place} has {on_hand} millionths on hand that never moved there"))
}
