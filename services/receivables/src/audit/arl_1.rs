//! ARL-1: each journal entry balances, so the trial balance is 0 at every event.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::{PAGE, snapshot};
use crate::storage;

pub const LAW: Law = Law {
    id: "ARL-1",
    title: "each journal entry balances per currency, on its day",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    let mut after = 0;
    loop {
        let page = storage::entry_balances(&tx, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(report) };
        after = last.position;
        for entry in page {
            report.expect(entry.debits == entry.credits, entry.entry, || {
                format!("debits of {}, credits of {} minor units", entry.debits, entry.credits)
            });
            if entry.misdated != 0 {
                report.fail(entry.entry, format!("{} lines are of another day", entry.misdated));
            }
        }
    }
}
