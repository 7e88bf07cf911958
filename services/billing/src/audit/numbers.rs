//! BIL-5: numbers are unique and gapless per legal entity and series, and so are the positions of issue.

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Law, LawReport};
use o2c_store::Store;

use super::pages::deadline;
use crate::{
    domain::series,
    storage::{laws, numbers},
};

pub const LAW: Law = Law { id: "BIL-5", title: "numbers are gapless per legal entity and series", check };

fn check(store: &Store) -> BoxFuture<'_, Result<LawReport, AuditError>> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let tx = store.begin_read(deadline()).await?;
        for tenant in laws::tenants(&tx).await? {
            let mut documents = 0_i64;
            for series in numbers::report(&tx, &tenant, series::POSITIONS).await? {
                documents = documents.saturating_add(series.documents);
                report.rows = report.rows.saturating_add(u64::try_from(series.documents).unwrap_or(0));
                if !series.is_gapless() {
                    let detail = format!(
                        "{} given out, {} documents up to {}, missing {:?}",
                        series.last, series.documents, series.highest, series.missing
                    );
                    report.fail(format!("{tenant} {}", series.name), detail);
                }
            }
            let positions = numbers::positions(&tx, &tenant, series::POSITIONS).await?;
            if positions != documents {
                report.fail(&tenant, format!("{positions} positions given out, {documents} documents"));
            }
        }
        tx.rollback().await;
        Ok(report)
    })
}
