//! BIL-3: tax per category and rate for the document, rounded once; totals re-add exactly (EN 16931 BR-CO-15,
//! BR-CO-17, BR-S-08).

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Law, LawReport};
use o2c_kernel::{Money, MoneyError, TenantId};
use o2c_store::{Store, Tx};

use super::pages;
use crate::{
    domain::{
        document::{Document, Kind},
        tax::Subtotal,
    },
    storage::laws::Stored,
};

pub const LAW: Law = Law { id: "BIL-3", title: "tax per category and rate, totals re-add", check };

fn check(store: &Store) -> BoxFuture<'_, Result<LawReport, AuditError>> {
    Box::pin(pages::documents(store, compare))
}

async fn compare(_tx: &Tx, _tenant: &TenantId, page: &[Stored], report: &mut LawReport) -> Result<(), AuditError> {
    for stored in page {
        let found = wrong(&stored.document).unwrap_or_else(|error| Some(error.to_string()));
        report.expect(found.is_none(), &stored.document.number, || found.unwrap_or_default());
    }
    Ok(())
}

fn wrong(document: &Document) -> Result<Option<String>, MoneyError> {
    let draft = &document.draft;
    let currency = draft.head.currency;
    for subtotal in document.subtotals() {
        let of_lines = Money::sum(
            currency,
            document.lines.iter().map(|line| &line.content).filter(|l| l.taxed == subtotal.taxed).map(|l| l.net),
        )?;
        if of_lines != subtotal.taxable {
            return Ok(Some(format!("taxable {}, its lines {of_lines}", subtotal.taxable)));
        }
        if let Some(wrong) = wrong_tax(document, subtotal)? {
            return Ok(Some(wrong));
        }
    }
    let net = Money::sum(currency, document.lines.iter().map(|line| line.content.net))?;
    let tax = Money::sum(currency, document.subtotals().iter().map(|subtotal| subtotal.tax))?;
    if (net, tax) != (draft.net, draft.tax) {
        return Ok(Some(format!("net {} and tax {}, its parts {net} and {tax}", draft.net, draft.tax)));
    }
    let gross = net.checked_add(tax)?;
    Ok((gross != draft.gross).then(|| format!("gross {}, net and tax {gross}", draft.gross)))
}

fn wrong_tax(document: &Document, subtotal: &Subtotal) -> Result<Option<String>, MoneyError> {
    let rule = subtotal.tax_by_rule()?;
    if rule != subtotal.tax {
        return Ok(Some(format!("tax {} on {}, the rule says {rule}", subtotal.tax, subtotal.taxable)));
    }
    let may_round = document.kind() == Kind::CreditNote;
    let rounding = subtotal.rounding.minor().abs();
    let plain = subtotal.taxable_before.is_zero() && subtotal.tax_before.is_zero();
    if rounding > i64::from(may_round) || !(may_round || plain) {
        return Ok(Some(format!("rounding amount {}", subtotal.rounding)));
    }
    Ok(None)
}
