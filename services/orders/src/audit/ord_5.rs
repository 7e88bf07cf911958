//! ORD-5: prices, tax basis and terms are snapshots from submission on: their fingerprint is the one taken then.

use o2c_audit::{AuditError, Checking, Law, LawReport};
use o2c_store::Store;

use super::pages::each_order;
use crate::storage::audited::AuditedOrder;

pub const LAW: Law = Law { id: "ORD-5", title: "What was agreed at submission has not changed", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(each_order(store, look))
}

fn look(report: &mut LawReport, found: &AuditedOrder) -> Result<(), AuditError> {
    if found.order.submitted_at.is_none() {
        return Ok(());
    }
    report.row();
    match &found.taken {
        None => report.fail(found.order.id, "no fingerprint was taken at submission"),
        Some(taken) if *taken != found.fingerprint() => {
            report.fail(found.order.id, "prices, tax basis or terms differ from those at submission");
        }
        Some(_) => {}
    }
    Ok(())
}
