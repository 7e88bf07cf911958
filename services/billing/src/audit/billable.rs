//! BIL-2: of each source line no more is billed than is billable, and the last billing takes the residual.

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::pages::{PAGE, deadline};
use crate::storage::laws::{self, SourceSums};

pub const LAW: Law = Law { id: "BIL-2", title: "billed is no more than billable, per source line", check };

fn check(store: &Store) -> BoxFuture<'_, Result<LawReport, AuditError>> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let mut after = None;
        loop {
            let tx = store.begin_read(deadline()).await?;
            let (lines, last) = laws::source_lines(&tx, &after, PAGE).await?;
            tx.rollback().await;
            if last.is_none() {
                return Ok(report);
            }
            after = last;
            for line in &lines {
                let wrong = wrong(line);
                report.expect(wrong.is_none(), format!("{}/{}", line.order, line.line), || wrong.unwrap_or_default());
            }
        }
    })
}

fn wrong(line: &SourceSums) -> Option<String> {
    let (billed, cancelled, keys) = (line.billed, line.cancelled, line.keys);
    if billed != keys {
        return Some(format!("billed {billed:?}, its billing keys {keys:?}"));
    }
    let quantity = line.quantity.micros();
    let done = billed.0.saturating_add(cancelled.0);
    if done > quantity || billed.0 < 0 {
        return Some(format!("billed {} and cancelled {} of {quantity}", billed.0, cancelled.0));
    }
    let net = billed.1.saturating_add(cancelled.1);
    if done == quantity && net != line.net.minor() {
        return Some(format!("all is billed or cancelled, with {net} of {}", line.net.minor()));
    }
    (net > line.net.minor()).then(|| format!("{net} billed and cancelled of {}", line.net.minor()))
}
