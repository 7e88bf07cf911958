//! CRD-2: nothing is approved over the limit unless a person released it. What each decision took for the exposure is
//! what the ledger had at that moment, so a decision cannot be right on wrong figures.

use std::collections::HashMap;

use o2c_audit::{AuditError, Law, LawReport};
use o2c_kernel::TenantId;
use o2c_store::{Store, Tx};

use super::{PAGE, by_tenant, snapshot};
use crate::{
    domain::{Decision, Outcome, ReviewState},
    storage::{decisions, entries, reviews},
};

pub const LAW: Law = Law {
    id: "CRD-2",
    title: "nothing is approved over the limit without an override",
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
        for (tenant, decisions) in by_tenant(page) {
            check_decisions(&tx, &tenant, &decisions, &mut report).await?;
        }
    }
}

async fn check_decisions(
    tx: &Tx,
    tenant: &TenantId,
    decisions: &[Decision],
    report: &mut LawReport,
) -> Result<(), AuditError> {
    let keys: Vec<_> =
        decisions.iter().filter(|one| one.after_entry > 0).map(|one| (one.account, one.after_entry)).collect();
    let entries = entries::at(tx, tenant, &keys).await?;
    let stood: HashMap<_, i64> =
        entries.iter().map(|entry| ((entry.account, entry.sequence), entry.exposure_after)).collect();
    let reviews = reviews::find(tx, tenant, decisions.iter().filter_map(|one| one.review)).await?;
    let released: HashMap<_, bool> =
        reviews.iter().map(|review| (review.id, review.state == ReviewState::Released)).collect();
    for decision in decisions {
        let Some(standing) = decision.inputs.standing else { continue };
        let stood = match decision.after_entry {
            0 => Some(0),
            last => stood.get(&(decision.account, last)).copied(),
        };
        report.expect(stood == Some(standing.exposure), decision.reservation, || {
            format!("decided on an exposure of {}, the ledger had {stood:?}", standing.exposure)
        });
        let amount = decision.inputs.amount.minor();
        let over = i128::from(standing.exposure) + i128::from(amount) > i128::from(standing.limit);
        let approved = decision.verdict.outcome == Outcome::Approved && amount != 0;
        let by_person = decision.review.is_some_and(|review| released.get(&review) == Some(&true));
        if approved && over && !by_person {
            let detail = format!("{} on top of {} is over {}", amount, standing.exposure, standing.limit);
            report.fail(decision.reservation, detail);
        }
    }
    Ok(())
}
