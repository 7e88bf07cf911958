//! Reading in pages: memory stays bounded however large the book is.

use std::time::Duration;

use o2c_audit::{AuditError, LawReport};
use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, Tx};

use crate::storage::laws::{self, Stored};

/// Documents read at a time.
pub const PAGE: u64 = 200;

/// How long one page may take.
pub fn deadline() -> Deadline {
    Deadline::after(Duration::from_secs(60))
}

/// Shows each page of documents, of one tenant at a time, to a check.
pub async fn documents<F>(store: &Store, check: F) -> Result<LawReport, AuditError>
where
    F: AsyncFn(&Tx, &TenantId, &[Stored], &mut LawReport) -> Result<(), AuditError>,
{
    let mut report = LawReport::default();
    let mut after = None;
    loop {
        // A transaction a page: a long snapshot would keep SQLite's log from being written back.
        let tx = store.begin_read(deadline()).await?;
        let page = laws::documents(&tx, &after, PAGE).await?;
        let Some(last) = page.last() else {
            tx.rollback().await;
            return Ok(report);
        };
        after = Some((last.tenant.clone(), last.document.draft.head.id.uuid()));
        for of_tenant in page.chunk_by(|left, right| left.tenant == right.tenant) {
            if let Some(first) = of_tenant.first() {
                check(&tx, &first.tenant, of_tenant, &mut report).await?;
            }
        }
        tx.rollback().await;
    }
}
