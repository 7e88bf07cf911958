//! ARL-4: ageing adds up to the control account on any day.
//!
//! Items and account move by the same amount on every day, so their sums are equal at the end of each; and ageing,
//! which counts back from today, finds that sum on days spread over the whole life of the book.

use o2c_audit::{AuditError, Law, LawReport};
use o2c_kernel::{Currency, Date, TenantId};
use o2c_store::{Store, Tx};

use super::snapshot;
use crate::storage::{self, AgeingQuery, DayOfMovement};

pub const LAW: Law = Law {
    id: "ARL-4",
    title: "the ageing buckets add up to the control account, as of past days too",
    check: |store| Box::pin(check(store)),
};

/// Days on which ageing itself is asked, per tenant and currency.
const SAMPLES: usize = 12;

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    let days = storage::days_of_movement(&tx).await?;
    for book in days.chunk_by(|left, right| (&left.tenant, &left.currency) == (&right.tenant, &right.currency)) {
        check_book(&tx, book, &mut report).await?;
    }
    Ok(report)
}

async fn check_book(tx: &Tx, days: &[DayOfMovement], report: &mut LawReport) -> Result<(), AuditError> {
    let every = days.len().div_ceil(SAMPLES).max(1);
    let mut control = 0_i64;
    for (at, day) in days.iter().enumerate() {
        let name = || format!("{} {} day {}", day.tenant, day.currency, day.day);
        report.expect(day.items == day.control, name(), || {
            format!("items moved by {}, 1100 by {} minor units", day.items, day.control)
        });
        control = control.saturating_add(day.control);
        let last = at.saturating_add(1) == days.len();
        if at % every == 0 || last {
            let total = aged(tx, day).await?;
            report.expect(total == control, name(), || format!("ageing of {total}, 1100 of {control} minor units"));
        }
    }
    Ok(())
}

async fn aged(tx: &Tx, day: &DayOfMovement) -> Result<i64, AuditError> {
    let unreadable = || AuditError::Unreadable(format!("{} {} day {}", day.tenant, day.currency, day.day));
    let tenant = TenantId::parse(&day.tenant).map_err(|_| unreadable())?;
    let query = AgeingQuery {
        as_of: Date::from_days(day.day).map_err(|_| unreadable())?,
        currency: Currency::parse(&day.currency).map_err(|_| unreadable())?,
        customer: None,
    };
    let buckets = storage::ageing(tx, &tenant, &query).await?;
    Ok(buckets.into_iter().fold(0, i64::saturating_add))
}
