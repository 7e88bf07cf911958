//! FUL-1: 0 ≤ allocated ≤ on hand, and what is allocated or waited for is what the reservations say.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use crate::storage::ledgers;

pub const LAW: Law = Law {
    id: "FUL-1",
    title: "0 ≤ allocated ≤ on hand, and allocated = Σ reservations",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let mut report = LawReport::default();
    let mut last = None;
    loop {
        let page = ledgers::levels(store, last.as_ref()).await?;
        let Some(end) = page.last() else { return Ok(report) };
        last = Some(end.key.clone());
        for level in page {
            let within = 0 <= level.allocated && level.allocated <= level.on_hand;
            let tied = level.allocated == level.reserved && level.backordered == level.waiting;
            report.expect(within && tied, level.key.1, || {
                format!(
                    "on hand {}, allocated {} (reservations {}), backordered {} (reservations {}), in millionths",
                    level.on_hand, level.allocated, level.reserved, level.backordered, level.waiting
                )
            });
        }
    }
}
