//! BIL-4: issued documents are as they were sealed; credit notes take no more than the invoice, and all of it exactly.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Law, LawReport};
use o2c_kernel::{Money, MoneyError, TenantId};
use o2c_store::{Store, Tx};
use uuid::Uuid;

use super::pages;
use crate::{
    domain::document::{Document, Kind},
    storage::{laws::Stored, related},
};

pub const LAW: Law = Law { id: "BIL-4", title: "documents are immutable, credit notes within the invoice", check };

fn check(store: &Store) -> BoxFuture<'_, Result<LawReport, AuditError>> {
    Box::pin(pages::documents(store, compare))
}

async fn compare(tx: &Tx, tenant: &TenantId, page: &[Stored], report: &mut LawReport) -> Result<(), AuditError> {
    let ids: Vec<Uuid> = page.iter().map(|stored| stored.document.draft.head.id.uuid()).collect();
    let mut notes: BTreeMap<Uuid, Vec<Document>> = BTreeMap::new();
    for note in related::notes_on(tx, tenant, &ids).await? {
        if let (Kind::CreditNote, Some(corrected)) = (note.kind(), &note.draft.head.corrected) {
            notes.entry(corrected.document.uuid()).or_default().push(note);
        }
    }
    for stored in page {
        let own = notes.remove(&stored.document.draft.head.id.uuid()).unwrap_or_default();
        let wrong = if stored.sealed {
            wrong(&stored.document, &own).unwrap_or_else(|error| Some(error.to_string()))
        } else {
            Some("its content is not the one that was issued".to_owned())
        };
        report.expect(wrong.is_none(), &stored.document.number, || wrong.unwrap_or_default());
    }
    Ok(())
}

fn wrong(document: &Document, notes: &[Document]) -> Result<Option<String>, MoneyError> {
    let currency = document.draft.head.currency;
    if !document.kind().is_correctable() {
        return Ok((!notes.is_empty()).then(|| "a credit note is corrected by another".to_owned()));
    }
    let net = Money::sum(currency, notes.iter().map(|note| note.draft.net))?;
    if net != document.credited_net {
        return Ok(Some(format!("credited {}, its credit notes {net}", document.credited_net)));
    }
    for line in &document.lines {
        let of_notes = notes.iter().flat_map(|note| &note.lines).filter(|of| of.content.corrects_line == line.number);
        let sum = Money::sum(currency, of_notes.map(|of| of.content.net))?;
        if sum != line.credited || sum.minor() > line.content.net.minor() {
            return Ok(Some(format!("line {}: credited {}, its credit notes {sum}", line.number, line.credited)));
        }
    }
    for subtotal in document.subtotals() {
        let of_notes = || notes.iter().flat_map(|note| note.subtotals()).filter(|of| of.taxed == subtotal.taxed);
        let taxable = Money::sum(currency, of_notes().map(|of| of.taxable))?;
        let tax = Money::sum(currency, of_notes().map(|of| of.tax))?;
        if (taxable, tax) != (subtotal.credited_taxable, subtotal.credited_tax) {
            return Ok(Some(format!("tax credited {}, its credit notes {tax}", subtotal.credited_tax)));
        }
        let all = taxable == subtotal.taxable;
        if tax.minor() > subtotal.tax.minor() || (all && tax != subtotal.tax) {
            return Ok(Some(format!("{tax} of tax {} credited with {taxable}", subtotal.tax)));
        }
    }
    Ok(None)
}
