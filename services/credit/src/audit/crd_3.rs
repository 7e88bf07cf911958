//! CRD-3: an order that waits for a person, or that a person refused, contributes nothing.

use std::collections::{HashMap, HashSet};

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::{PAGE, by_tenant, snapshot};
use crate::{
    domain::{Category, CreditReview, ReviewState},
    storage::{documents, reservations, reviews},
};

pub const LAW: Law = Law {
    id: "CRD-3",
    title: "a blocked order contributes nothing to the exposure",
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
        for (tenant, reviews) in by_tenant(page) {
            let blocking = |review: &CreditReview| matches!(review.state, ReviewState::Open | ReviewState::Rejected);
            let blocked: Vec<CreditReview> = reviews.into_iter().filter(blocking).collect();
            let orders = || blocked.iter().map(|review| review.order);
            // an earlier attempt that was approved and not undone is credit that the order has
            let reservations = reservations::of_orders(&tx, &tenant, orders()).await?;
            let held: HashSet<_> =
                reservations.iter().filter(|one| one.held().is_some()).map(|one| one.order).collect();
            let rows = documents::find(&tx, &tenant, orders().map(|order| order.uuid())).await?;
            let values: HashMap<_, _> =
                rows.iter().map(|row| (row.document.id, row.exposure.get(Category::OpenOrders))).collect();
            for review in &blocked {
                let value = values.get(&review.order.uuid()).copied().unwrap_or(0);
                let holds = held.contains(&review.order);
                report.expect(value == 0 || holds, review.order, || format!("is blocked and holds {value}"));
            }
        }
    }
}
