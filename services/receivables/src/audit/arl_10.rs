//! ARL-10: the tolerance is one for the whole item, over all who asked and all payments.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::snapshot;
use crate::storage;

pub const LAW: Law = Law {
    id: "ARL-10",
    title: "what is written off of an item without a second person is within the tolerance, all together",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let (rows, over) = storage::over_tolerance(&tx).await?;
    let mut report = LawReport { rows, ..LawReport::default() };
    for item in over {
        report.fail(item.item, format!("{} written off under a tolerance of {}", item.written_off, item.tolerance));
    }
    Ok(report)
}
