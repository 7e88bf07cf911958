//! ARL-8: a receipt is one customer's: what is applied of it is applied for its payer, so that the rest is on the account
//! of who paid.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;
use uuid::Uuid;

use super::{PAGE, snapshot};
use crate::storage;

pub const LAW: Law = Law {
    id: "ARL-8",
    title: "nothing of a receipt is applied to items of another customer than its payer",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    let mut after = (String::new(), Uuid::nil());
    loop {
        let page = storage::applied_for_others(&tx, &after, PAGE).await?;
        let Some((tenant, last, _)) = page.last() else { return Ok(report) };
        after = (tenant.clone(), *last);
        for (_, receipt, others) in page {
            report.expect(others == 0, receipt, || format!("{others} minor units pay items of another customer"));
        }
    }
}
