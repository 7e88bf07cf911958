//! CRD-6: nobody decides about an order that he requested.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::{PAGE, snapshot};
use crate::{domain::ReviewState, storage::reviews};

pub const LAW: Law = Law {
    id: "CRD-6",
    title: "who requested an order did not decide its review",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    let mut after = None;
    loop {
        let page = reviews::page_of_all(&tx, after.as_ref(), PAGE).await?;
        let Some((tenant, last)) = page.last() else { return Ok(report) };
        after = Some((tenant.clone(), last.id));
        for (_, review) in &page {
            let by_person = match review.state {
                ReviewState::Released | ReviewState::Rejected => true,
                ReviewState::Open | ReviewState::Closed => false,
            };
            if by_person {
                let other = review.decided_by.as_ref().is_some_and(|by| *by != review.requested_by);
                report.expect(other, review.id, || format!("{} decided about his own order", review.requested_by));
            }
        }
    }
}
