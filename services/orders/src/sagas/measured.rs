//! How long decisions on orders took, counted when they have been committed.

use std::time::Duration;

use o2c_kernel::Instant;
use o2c_store::Tx;

use crate::{
    domain::OrderFact,
    events::Stated,
    metrics::{ORDERS_ACCEPTED, ORDERS_CONFIRMED},
};

/// Notes the decisions among these facts.
pub(super) fn decided(tx: &Tx, now: Instant, facts: &[Stated<'_>]) {
    if !o2c_telemetry::is_measuring() {
        return;
    }
    let decision = |stated: &Stated<'_>| {
        let outcome = match stated.fact {
            OrderFact::Confirmed => "confirmed",
            OrderFact::Rejected { .. } => "rejected",
            OrderFact::Held { .. } => "held",
            OrderFact::Submitted
            | OrderFact::HoldReleased { .. }
            | OrderFact::LinesCancelled { .. }
            | OrderFact::CancellationRefused { .. }
            | OrderFact::Completed => return None,
        };
        Some((outcome, stated.order.submitted_at.map_or(Duration::ZERO, |submitted| now.since(submitted))))
    };
    let decided: Vec<(&'static str, Duration)> = facts.iter().filter_map(decision).collect();
    tx.after_commit(move || {
        for (outcome, took) in decided {
            ORDERS_ACCEPTED.observe(&[outcome], took);
            ORDERS_CONFIRMED.add(&[], u64::from(outcome == "confirmed"));
        }
    });
}
