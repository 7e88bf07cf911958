//! CRD-5: the same inputs and policy version give the same decision: each is decided again.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::{PAGE, snapshot};
use crate::{
    domain::{Policy, decide},
    storage::decisions,
};

pub const LAW: Law = Law {
    id: "CRD-5",
    title: "the same inputs and policy version give the same decision",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    let mut after = None;
    loop {
        let page = decisions::page_of_all(&tx, after.as_ref(), PAGE).await?;
        let Some((tenant, last)) = page.last() else { return Ok(report) };
        after = Some((tenant.clone(), last.reservation));
        for (_, decision) in &page {
            report.row();
            if decision.policy_version != Policy::VERSION {
                // keep the rules of a version for as long as its decisions
                report.fail(decision.reservation, format!("nobody knows policy {}", decision.policy_version));
                continue;
            }
            let verdict = decide(&decision.inputs);
            if verdict != decision.verdict {
                report.fail(decision.reservation, format!("was {:?}, decided again {verdict:?}", decision.verdict));
            }
        }
    }
}
