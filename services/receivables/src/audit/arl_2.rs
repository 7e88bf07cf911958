//! ARL-2: open = original − Σ live applications, 0 ≤ open ≤ original; the same for what is applied of a receipt.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::{Store, Tx};
use uuid::Uuid;

use super::{PAGE, snapshot};
use crate::storage::{self, ItemSums};

pub const LAW: Law = Law {
    id: "ARL-2",
    title: "open = original − applications, applied = cash edges, neither below 0 nor above the whole",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    each(&tx, false, &mut report).await?;
    each(&tx, true, &mut report).await?;
    Ok(report)
}

async fn each(tx: &Tx, receipts: bool, report: &mut LawReport) -> Result<(), AuditError> {
    let mut after = (String::new(), Uuid::nil());
    loop {
        let page = storage::item_sums(tx, receipts, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.tenant.clone(), last.id);
        for row in page {
            report.expect(holds(&row, receipts), row.id, || {
                let what = if receipts { "applied" } else { "open" };
                format!("{} {what} of {}, its edges say {}", row.counter, row.whole, row.edges)
            });
        }
    }
}

fn holds(row: &ItemSums, receipt: bool) -> bool {
    let taken = if receipt { Some(row.counter) } else { row.whole.checked_sub(row.counter) };
    taken == Some(row.edges) && (0..=row.whole).contains(&row.counter)
}
