//! CRD-1: exposure is the sum of its entries, account by account and document by document; moving value along the
//! chain conserves it.

use std::collections::HashMap;

use o2c_audit::{AuditError, Law, LawReport};
use o2c_kernel::TenantId;
use o2c_store::{Store, Tx};
use uuid::Uuid;

use super::{PAGE, by_tenant, snapshot};
use crate::{
    domain::{CreditAccount, DocumentType, Entry, EntryKind, Exposure},
    storage::{accounts, documents, entries},
};

pub const LAW: Law = Law {
    id: "CRD-1",
    title: "exposure is the sum of its entries, and converting a document conserves value",
    check: |store| Box::pin(check(store)),
};

const DOCUMENTS: [DocumentType; 5] = [
    DocumentType::Order,
    DocumentType::Shipment,
    DocumentType::Invoice,
    DocumentType::CreditNote,
    DocumentType::DebitNote,
];

async fn check(store: &Store) -> Result<LawReport, AuditError> {
    let tx = snapshot(store).await?;
    let mut report = LawReport::default();
    let mut after = None;
    loop {
        let page = accounts::page_of_all(&tx, after.as_ref(), PAGE).await?;
        let Some((tenant, last)) = page.last() else { break };
        after = Some((tenant.clone(), last.id));
        for (tenant, account) in &page {
            check_account(&tx, tenant, account, &mut report).await?;
        }
    }
    check_documents(&tx, &mut report).await?;
    Ok(report)
}

/// Retells the account from its entries.
async fn check_account(
    tx: &Tx,
    tenant: &TenantId,
    account: &CreditAccount,
    report: &mut LawReport,
) -> Result<(), AuditError> {
    let (mut told, mut converted, mut last) = (Exposure::default(), 0_i128, 0_i64);
    loop {
        let page = entries::page(tx, tenant, account.id, last, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            let expected = last.saturating_add(1);
            if entry.sequence != expected {
                report.fail(account.id, format!("entry {expected} is missing"));
            }
            last = entry.sequence;
            told = plus(told, &entry)?;
            if told.total() != entry.exposure_after {
                let detail = format!("entry {last} says {}, its sum is {}", entry.exposure_after, told.total());
                report.fail(account.id, detail);
            }
            if entry.change.kind == EntryKind::Conversion {
                converted = converted.saturating_add(i128::from(entry.change.minor));
            }
        }
    }
    report.expect(told == account.exposure, account.id, || {
        format!("the account says {:?}, its entries {told:?}", account.exposure)
    });
    if last != account.entries {
        report.fail(account.id, format!("the account counts {} entries, there are {last}", account.entries));
    }
    if converted != 0 {
        report.fail(account.id, format!("conversions created {converted}"));
    }
    Ok(())
}

async fn check_documents(tx: &Tx, report: &mut LawReport) -> Result<(), AuditError> {
    let mut after = None;
    loop {
        let page = documents::page_of_all(tx, &DOCUMENTS, after.as_ref(), PAGE).await?;
        let Some((tenant, last)) = page.last() else { return Ok(()) };
        after = Some((tenant.clone(), last.document.id));
        for (tenant, rows) in by_tenant(page) {
            let mut told: HashMap<Uuid, Exposure> = HashMap::new();
            for entry in entries::of_documents(tx, &tenant, rows.iter().map(|row| row.document.id)).await? {
                let sum = told.entry(entry.change.document.id).or_default();
                *sum = plus(*sum, &entry)?;
            }
            for row in rows {
                let told = told.remove(&row.document.id).unwrap_or_default();
                report.expect(told == row.exposure, row.document.id, || {
                    format!("the document says {:?}, its entries {told:?}", row.exposure)
                });
            }
        }
    }
}

fn plus(sum: Exposure, entry: &Entry) -> Result<Exposure, AuditError> {
    sum.plus(entry.change.category, entry.change.minor)
        .map_err(|_| AuditError::Unreadable(format!("entry {} of {} fits no sum", entry.sequence, entry.account)))
}
