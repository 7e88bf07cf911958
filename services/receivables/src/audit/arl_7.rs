//! ARL-7: after a closing nothing is posted on its day or before.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::snapshot;
use crate::storage;

pub const LAW: Law =
    Law { id: "ARL-7", title: "no posting into a closed period", check: |store| Box::pin(check(store)) };

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let (rows, late) = storage::late_postings(&tx).await?;
    let mut report = LawReport { rows, ..LawReport::default() };
    for (entry, posted_on, closed_through) in late {
        report.fail(entry, format!("posted on day {posted_on} after day {closed_through} was closed"));
    }
    Ok(report)
}
