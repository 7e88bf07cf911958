//! ARL-3: the open items are the control account.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::snapshot;
use crate::storage;

pub const LAW: Law = Law {
    id: "ARL-3",
    title: "Σ open items = control account 1100, per tenant and currency",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    for (tenant, currency, items, control) in storage::balances_by_currency(&tx).await? {
        report.expect(items == control, format!("{tenant} {currency}"), || {
            format!("open items of {items}, 1100 of {control} minor units")
        });
    }
    Ok(report)
}
