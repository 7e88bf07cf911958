//! ARL-5: a reversal is a new row, equal and opposite to one that is none itself. That it restores both sides is ARL-2,
//! that it happens once is a unique index.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;
use uuid::Uuid;

use super::{PAGE, snapshot};
use crate::storage;

pub const LAW: Law = Law {
    id: "ARL-5",
    title: "a reversal is equal and opposite to what it takes back",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    let mut after = (String::new(), Uuid::nil());
    loop {
        let page = storage::reversals(&tx, &after, PAGE).await?;
        let Some((tenant, last, _)) = page.last() else { return Ok(report) };
        after = (tenant.clone(), *last);
        for (_, reversal, opposite) in page {
            report.expect(opposite, reversal, || "it is not the opposite of what it names".to_owned());
        }
    }
}
