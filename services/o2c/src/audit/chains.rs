//! what the audit trails say is what was sealed. That their ends were not cut off is proved by checkpoints, which an
//! audit of the data alone does not have: `o2c audit-trail verify` does.

use o2c_audit::LawReport;
use o2c_audit_trail::verify::verify;

use super::Audited;
use crate::definitions;

pub(super) async fn check(audited: &Audited) -> anyhow::Result<LawReport> {
    let mut report = LawReport::default();
    for definition in &definitions::ALL {
        let store = audited.service(definition.name)?.store();
        let verification = verify(store, definition.name, None).await?;
        // A chain is one row: how many entries it has depends on how work was cut into sets, and is no fact of the book.
        report.rows += (verification.chains.len() as u64).max(u64::from(verification.unsealed > 0));
        report.failed += verification.failed - verification.findings.len() as u64;
        for finding in verification.findings {
            report.fail(
                finding.entry.map_or_else(|| definition.name.to_owned(), |id| id.to_string()),
                finding.to_string(),
            );
        }
    }
    Ok(report)
}
