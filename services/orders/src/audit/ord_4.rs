//! ORD-4: nothing goes on while a hold is active; each hold has one placement and at most one release, each with its
//! actor and reason. That shipments of a held order are not released is fulfillment's part.

use o2c_audit::{AuditError, Checking, Law, LawReport};
use o2c_store::Store;

use super::pages::{PAGE, snapshot};
use crate::{
    domain::OrderState,
    storage::audited::{self, HoldRow},
};

pub const LAW: Law = Law { id: "ORD-4", title: "Holds hold, and end once", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(look(store))
}

async fn look(store: &Store) -> Result<LawReport, AuditError> {
    let mut report = LawReport::default();
    let mut after = None;
    loop {
        let tx = snapshot(store).await?;
        let page = audited::holds_after(&tx, after.take(), PAGE).await?;
        tx.rollback().await;
        for hold in &page {
            report.row();
            if let Some(breach) = breach(hold) {
                report.fail(hold.order, format!("hold {}: {breach}", hold.id));
            }
        }
        let Some(last) = page.last() else { return Ok(report) };
        after = Some((last.tenant.clone(), last.order, last.id));
    }
}

fn breach(hold: &HoldRow) -> Option<&'static str> {
    let parts = [hold.released_by.is_some(), hold.released_at.is_some(), hold.release_reason.is_some()];
    let released = parts.iter().all(|part| *part);
    if !released && parts.iter().any(|part| *part) {
        return Some("its release lacks an actor, a time or a reason");
    }
    if hold.placed_by.is_empty() || hold.reason.is_empty() {
        return Some("its placement lacks an actor or a reason");
    }
    if hold.released_at.is_some_and(|at| at < hold.placed_at) {
        return Some("it was released before it was placed");
    }
    match hold.state {
        None => Some("there is no such order"),
        Some(OrderState::Draft | OrderState::Submitted) => None,
        Some(OrderState::Confirmed | OrderState::Completed) if hold.credit && !released => {
            Some("the order was confirmed while credit held it")
        }
        Some(OrderState::Rejected | OrderState::Cancelled) if hold.credit && !released => {
            Some("the order has ended and credit still holds it")
        }
        Some(OrderState::Confirmed | OrderState::Completed | OrderState::Rejected | OrderState::Cancelled) => None,
    }
}
