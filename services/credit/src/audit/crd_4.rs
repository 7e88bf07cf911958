//! CRD-4: an approval has an end, and one that a person's release stands behind keeps within it: within its amount and
//! the tolerance, and within its time.

use std::collections::HashMap;

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::{PAGE, by_tenant, snapshot};
use crate::{
    domain::{CreditReview, Decision, Outcome, Policy, Reason},
    storage::{decisions, reviews},
};

pub const LAW: Law = Law {
    id: "CRD-4",
    title: "an approval holds within its amount, its tolerance and its time",
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
            let approved: Vec<Decision> =
                decisions.into_iter().filter(|one| one.verdict.outcome == Outcome::Approved).collect();
            let found = reviews::find(&tx, &tenant, approved.iter().filter_map(|one| one.review)).await?;
            let reviews: HashMap<_, _> = found.iter().map(|review| (review.id, review)).collect();
            for decision in &approved {
                let ends = decision.valid_until.is_some_and(|until| until >= decision.decided_at);
                report.expect(ends, decision.reservation, || "the approval has no end".to_owned());
                let review = decision.review.and_then(|review| reviews.get(&review));
                if decision.verdict.reasons.contains(&Reason::ReleasedByReview) && !within(decision, review.copied()) {
                    report.fail(decision.reservation, "the approval goes beyond what a person released");
                }
            }
        }
    }
}

fn within(decision: &Decision, review: Option<&CreditReview>) -> bool {
    let tolerance = decision.inputs.tolerance_basis_points;
    review.is_some_and(|review| {
        Policy::tolerates(tolerance, review.amount.minor(), decision.inputs.amount.minor())
            && review.valid_until.is_some_and(|until| decision.decided_at <= until)
    })
}
