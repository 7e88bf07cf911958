//! FUL-5: each shipped line emits exactly one billable fact.

use std::collections::BTreeSet;

use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use crate::{
    events,
    storage::ledgers::{self, ShippedRow},
};

pub const LAW: Law = Law {
    id: "FUL-5",
    title: "each shipped line emits exactly one billable fact",
    check: |store| Box::pin(check(store)),
};

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let mut report = LawReport::default();
    let mut last = None;
    loop {
        let page = ledgers::shipped(store, last.as_ref(), events::shipped::TYPE).await?;
        let Some(end) = page.last() else { return Ok(report) };
        last = Some(end.key.clone());
        // what was told more than 28 days ago is in analytics' archive, not here
        for row in page.into_iter().filter(|row| !row.pruned) {
            let wrong = wrong(&row);
            report.expect(wrong.is_none(), row.key.1, || wrong.unwrap_or_default());
        }
    }
}

fn wrong(row: &ShippedRow) -> Option<String> {
    let [payload] = row.told.as_slice() else {
        return Some(format!("{} facts of its goods issue, not one", row.told.len()));
    };
    let Some(numbers) = events::shipped::line_numbers(payload) else {
        return Some("the fact of its goods issue cannot be read".to_owned());
    };
    let told: BTreeSet<i32> = numbers.iter().copied().collect();
    let once = told.len() == numbers.len() && usize::try_from(row.shipped_lines) == Ok(numbers.len());
    if told == row.lines && once {
        return None;
    }
    Some(format!("lines {:?} shipped, {} counted, lines {numbers:?} told", row.lines, row.shipped_lines))
}
