//! ORD-2: the statuses stored with an order equal those computed afresh, and so does whether it is complete.

use o2c_audit::{AuditError, Checking, Law, LawReport};
use o2c_store::Store;

use super::pages::{each_order, unreadable};
use crate::storage::audited::AuditedOrder;

pub const LAW: Law = Law { id: "ORD-2", title: "Stored statuses equal the recomputed ones", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(each_order(store, look))
}

fn look(report: &mut LawReport, found: &AuditedOrder) -> Result<(), AuditError> {
    let order = &found.order;
    let (statuses, state) = order.recomputed().map_err(|refusal| unreadable(&refusal))?;
    report.expect(statuses == order.statuses && state == order.state, order.id, || {
        format!("stored {} {:?}, recomputed {state} {statuses:?}", order.state, order.statuses)
    });
    Ok(())
}
