//! ARL-9: what is flagged is disputed still: no item is flagged by a dispute that is settled, and none over nothing.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;
use uuid::Uuid;

use super::{PAGE, snapshot};
use crate::storage;

pub const LAW: Law = Law {
    id: "ARL-9",
    title: "no item is flagged by a dispute that is settled",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    let mut after = (String::new(), Uuid::nil());
    loop {
        let page = storage::flags(&tx, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(report) };
        after = (last.tenant.clone(), last.item);
        for flag in page {
            report.row();
            if flag.settled {
                report.fail(flag.item, format!("it is flagged by dispute {}, which is settled", flag.dispute));
            } else if flag.asked <= 0 {
                report.fail(flag.item, format!("it is flagged by dispute {} over {}", flag.dispute, flag.asked));
            }
        }
    }
}
