//! COL-7: a dispute covers what was deducted: none is over less than a deduction that opened or joined it.

use o2c_audit::{Checking, Law, LawReport};
use o2c_store::Store;
use uuid::Uuid;

use super::snapshot;
use crate::storage::deductions;

pub const LAW: Law = Law { id: "COL-7", title: "a dispute is over no less than each of its deductions", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let tx = snapshot(store).await?;
        let mut after = (String::new(), Uuid::nil());
        loop {
            let page = deductions::covered(&tx, &after).await?;
            let Some(last) = page.last() else { break };
            after = (last.tenant.clone(), last.deduction);
            for one in page {
                report.expect(one.disputed.is_some_and(|disputed| disputed >= one.amount), one.deduction, || {
                    format!("{} were deducted, its dispute {} is over {:?}", one.amount, one.dispute, one.disputed)
                });
            }
        }
        tx.rollback().await;
        Ok(report)
    })
}
