//! FUL-4: a reservation gives back or consumes exactly what it held, once.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use crate::storage::ledgers;

pub const LAW: Law = Law {
    id: "FUL-4",
    title: "requested = backordered + allocated + consumed + released, and consumed = shipped",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let mut report = LawReport::default();
    let mut last = None;
    loop {
        let Some((page, end)) = ledgers::reservations(store, last.as_ref()).await? else { return Ok(report) };
        last = Some(end);
        for row in page {
            let parts = [row.backordered, row.allocated, row.consumed, row.released];
            let complete = parts.iter().all(|part| *part >= 0) && parts.iter().sum::<i64>() == row.requested;
            report.expect(complete && row.consumed == row.shipped && row.has_place, row.key.1, || {
                format!(
                    "requested {}, backordered {}, allocated {}, consumed {}, released {}, shipped {}, in millionths{}",
                    row.requested,
                    row.backordered,
                    row.allocated,
                    row.consumed,
                    row.released,
                    row.shipped,
                    if row.has_place { "" } else { "; its stock level is gone" }
                )
            });
        }
    }
}
