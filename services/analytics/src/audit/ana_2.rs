//! ANA-2: each sum of a day is the sum of the documents that it drills to.

use o2c_audit::{AuditError, Checking, Law, LawReport};
use o2c_kernel::{Date, TenantId};
use o2c_store::Store;

use super::walk;
use crate::{
    domain::{Measure, Sum},
    storage::sums_kept::{self, Pair},
};

pub const LAW: Law = Law { id: "ANA-2", title: "each sum is that of the documents it drills to", check };

/// Days of one comparison: what is held in memory is as large as a quarter of the calendar.
const DAYS: i32 = 92;

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let mut tenant = walk::next_tenant(store, "").await?;
        while let Some(of) = tenant {
            let tx = walk::snapshot(store).await?;
            let currencies = sums_kept::currencies(&tx, &of).await?;
            tx.rollback().await;
            for currency in &currencies {
                for measure in Measure::ALL {
                    of_measure(store, &of, currency, measure, &mut report).await?;
                }
            }
            tenant = walk::next_tenant(store, of.as_str()).await?;
        }
        Ok(report)
    })
}

async fn of_measure(
    store: &Store,
    tenant: &TenantId,
    currency: &str,
    measure: Measure,
    report: &mut LawReport,
) -> Result<(), AuditError> {
    let mut from = i32::MIN;
    loop {
        let tx = walk::snapshot(store).await?;
        let Some(first) = sums_kept::next_day(&tx, tenant, currency, measure, from).await? else { return Ok(()) };
        let last = first.saturating_add(DAYS);
        for ((day, due_on), Pair { kept, documents }) in
            sums_kept::pairs(&tx, tenant, currency, measure, (first, last)).await?
        {
            let name = || format!("{measure:?} {currency} {}, due {}", text(day), text(due_on));
            report
                .expect(kept == documents, name(), || format!("kept {}, documents {}", shown(kept), shown(documents)));
        }
        tx.rollback().await;
        from = last.saturating_add(1);
    }
}

fn text(day: i32) -> String {
    Date::from_days(day).map_or_else(|_| day.to_string(), |date| date.to_string())
}

fn shown(sum: Sum) -> String {
    format!("{} of {}", sum.amount, sum.count)
}
