//! FUL-3: POD ≤ shipped = packed ≤ picked ≤ allocated. Picked, packed, shipped and delivered follow from the planned
//! quantity and the state, so what can differ is what a shipment carries, what moved, and what is allocated for it.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use crate::{events, storage::ledgers};

pub const LAW: Law =
    Law {
        id: "FUL-3", title: "POD ≤ shipped = packed ≤ picked ≤ allocated", check: |store| Box::pin(check(store))
    };

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let mut report = before_leaving(store).await?;
    report.merge(after_leaving(store).await?);
    Ok(report)
}

/// What is on shipments that have not left is planned, and what is planned is allocated.
async fn before_leaving(store: &Store) -> Result<LawReport, AuditError> {
    let mut report = LawReport::default();
    let mut last = None;
    loop {
        let Some((page, end)) = ledgers::reservations(store, last.as_ref()).await? else { return Ok(report) };
        last = Some(end);
        for row in page {
            report.expect(row.on_shipments == row.planned && row.planned <= row.allocated, row.key.1, || {
                format!(
                    "{} on shipments, {} planned, {} allocated, in millionths",
                    row.on_shipments, row.planned, row.allocated
                )
            });
        }
    }
}

/// What shipped is what moved to the customer, and a delivery is not earlier than its shipment.
async fn after_leaving(store: &Store) -> Result<LawReport, AuditError> {
    let mut report = LawReport::default();
    let mut last = None;
    loop {
        let page = ledgers::shipped(store, last.as_ref(), events::shipped::TYPE).await?;
        let Some(end) = page.last() else { return Ok(report) };
        last = Some(end.key.clone());
        for row in page {
            let dated = match (row.shipped_on, row.delivered_on) {
                (Some(shipped), Some(delivered)) => row.delivered && shipped <= delivered,
                (Some(_), None) => !row.delivered,
                (None, _) => false,
            };
            report.expect(row.goods == row.moved && dated, row.key.1, || {
                format!(
                    "{} millionths shipped and {} moved; shipped on {:?}, delivered on {:?}",
                    row.goods, row.moved, row.shipped_on, row.delivered_on
                )
            });
        }
    }
}
