//! GTW-1: a lane counts what is on its way in it, and exactly one of them is due. A lane that counts wrong, or in which
//! nothing is due, would stand still for ever.

use std::time::Duration;

use o2c_audit::{AuditError, Checking, Law, LawReport};
use o2c_kernel::Deadline;
use o2c_store::Store;

use crate::storage::lanes::{self, Counted};

pub const LAW: Law = Law { id: "GTW-1", title: "one event of each lane is due, and the lane counts them all", check };

const PAGE: u64 = 1_000;
const PATIENCE: Duration = Duration::from_secs(60);

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let tx = store.begin_read(Deadline::after(PATIENCE)).await?;
        let mut after = None;
        loop {
            let page = lanes::counted(&tx, after.as_ref(), PAGE).await?;
            for lane in &page {
                let Counted { pending, found, due, .. } = lane;
                let holds = pending == found && *due == 1;
                report.expect(holds, lane.lane, || format!("counts {pending} of {found}, {due} due"));
            }
            match page.into_iter().last() {
                Some(last) => after = Some((last.tenant, last.lane)),
                None => break,
            }
        }
        tx.rollback().await;
        Ok::<_, AuditError>(report)
    })
}
