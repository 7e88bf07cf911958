//! ORD-1, per line: ordered = open + shipped + cancelled; allocated ≤ open; returned ≤ delivered ≤ shipped; invoiced ≤
//! billable. And the amount cancelled is the share of what was cancelled.

use o2c_audit::{AuditError, Checking, Law, LawReport};
use o2c_kernel::{Money, Quantity, cumulative_share};
use o2c_store::Store;

use super::pages::{each_order, unreadable};
use crate::{
    domain::{OrderLine, Refusal},
    storage::audited::AuditedOrder,
};

pub const LAW: Law = Law { id: "ORD-1", title: "The quantities of each line add up", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(each_order(store, look))
}

fn look(report: &mut LawReport, found: &AuditedOrder) -> Result<(), AuditError> {
    for line in &found.order.lines {
        let breach = breach(line).map_err(|refusal| unreadable(&refusal))?;
        report.row();
        if let Some(breach) = breach {
            report.fail(found.order.id, format!("line {}: {breach}", line.number));
        }
    }
    Ok(())
}

fn breach(line: &OrderLine) -> Result<Option<String>, Refusal> {
    if let Some(breach) = line.breach()? {
        return Ok(Some(breach));
    }
    let due = cancelled_share(line)?;
    let found = line.progress.cancelled_net;
    Ok((due != found).then(|| format!("cancelled net {found} is not the share {due}")))
}

fn cancelled_share(line: &OrderLine) -> Result<Money, Refusal> {
    let whole = line.terms.quantity;
    let from: Quantity = line.wanted()?;
    Ok(cumulative_share(line.terms.net_amount, whole, from, whole)?)
}
