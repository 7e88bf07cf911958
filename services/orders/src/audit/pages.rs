//! Going through all orders in bounded memory: each page is read in a snapshot of its own, so that a long audit does
//! not make the database keep everything that happens meanwhile.

use std::time::Duration;

use o2c_audit::{AuditError, LawReport};
use o2c_kernel::Deadline;
use o2c_store::{Store, Tx};

use crate::storage::audited::{self, AuditedOrder};

/// Orders that are looked at together.
pub const PAGE: u64 = 256;

/// For one page.
const PATIENCE: Duration = Duration::from_secs(60);

/// A snapshot.
pub async fn snapshot(store: &Store) -> Result<Tx, AuditError> {
    Ok(store.begin_read(Deadline::after(PATIENCE)).await?)
}

/// Looks at every order of every tenant.
pub async fn each_order(
    store: &Store,
    look: fn(&mut LawReport, &AuditedOrder) -> Result<(), AuditError>,
) -> Result<LawReport, AuditError> {
    let mut report = LawReport::default();
    let mut after = None;
    loop {
        let tx = snapshot(store).await?;
        let page = audited::orders_after(&tx, &[], after.take(), PAGE).await?;
        tx.rollback().await;
        for found in &page {
            look(&mut report, found)?;
        }
        let Some(last) = page.last() else { return Ok(report) };
        after = Some((last.tenant.clone(), last.order.id.uuid()));
    }
}

/// A rule that cannot even be computed: a stored value that the service could not have written.
pub fn unreadable(refusal: &crate::domain::Refusal) -> AuditError {
    AuditError::Unreadable(refusal.to_string())
}
