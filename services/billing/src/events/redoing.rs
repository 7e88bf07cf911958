//! Our own facts, after a restore: documents that a person asked for, and no fact of another service issues once more.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Call, Currency, Instant, Money, Violations};
use o2c_messaging::{Consumer, Received, Verdict};
use o2c_proto::billing::v1::{CreditNoteIssued, DebitNoteIssued, Invoice, InvoiceIssued, InvoiceLine};
use o2c_rpc::parse;
use o2c_store::Tx;
use uuid::Version;

use super::read::{self, TEXT};
use crate::{
    BillingError, NAME, app,
    domain::{
        document::Kind,
        draft::{Corrected, Draft, DraftLine, Head},
        reason::{Reason, ReasonCode},
        tax::{TaxCategory, Taxed},
    },
    service::Billing,
};

type Verdicts<'a> = BoxFuture<'a, Result<Vec<Verdict>, BillingError>>;

/// Who issues again what was issued.
pub fn redoing(billing: &Arc<Billing>) -> Consumer {
    Consumer::new(NAME, NAME, billing.store.clone())
        .with_clock(billing.clock.clone(), billing.zone.clone())
        .on(Arc::clone(billing), |billing, tx, call, facts| each(billing, tx, call, facts, invoice))
        .on(Arc::clone(billing), |billing, tx, call, facts| each(billing, tx, call, facts, debit_note))
        .on(Arc::clone(billing), |billing, tx, call, facts| each(billing, tx, call, facts, credit_note))
}

/// None: what caused it issues it again. The error says why it cannot be.
type Again = Result<Option<Draft>, String>;

fn each<'a, M: Sync>(
    billing: &'a Billing,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<M>],
    read: fn(&Received<M>) -> Again,
) -> Verdicts<'a> {
    Box::pin(async move {
        let mut verdicts = Vec::with_capacity(facts.len());
        for fact in facts {
            verdicts.push(match read(fact) {
                Err(reason) => Verdict::Failed(reason),
                Ok(None) => Verdict::Failed("what caused it issues it again".to_owned()),
                Ok(Some(draft)) => {
                    app::issue(billing, tx, call, vec![draft]).await?;
                    Verdict::Done
                }
            });
        }
        Ok(verdicts)
    })
}

/// What a shipment caused comes with it, and what is billed again belongs to its voiding.
fn invoice(fact: &Received<InvoiceIssued>) -> Again {
    match &fact.message.invoice {
        Some(invoice) if invoice.shipment_id.is_empty() && invoice.replaced_invoice_id.is_empty() => {
            draft(Kind::Invoice, invoice, fact.occurred_at).map(Some)
        }
        _ => Ok(None),
    }
}

fn debit_note(fact: &Received<DebitNoteIssued>) -> Again {
    match &fact.message.debit_note {
        Some(note) => draft(Kind::DebitNote, note, fact.occurred_at).map(Some),
        None => Ok(None),
    }
}

/// One that a person asked for and that refers to no invoice. Ids that follow from facts are derived: such a note comes with
/// its return or dispute.
fn credit_note(fact: &Received<CreditNoteIssued>) -> Again {
    let derived = fact.aggregate_id.get_version() != Some(Version::SortRand);
    match &fact.message.credit_note {
        Some(note) if note.corrected_invoice_id.is_empty() && !derived => {
            draft(Kind::CreditNote, note, fact.occurred_at).map(Some)
        }
        _ => Ok(None),
    }
}

fn draft(kind: Kind, document: &Invoice, occurred_at: Instant) -> Result<Draft, String> {
    let v = &mut Violations::default();
    let currency = parse::currency(v, "currency_code", &document.currency_code);
    let head = head(v, kind, document, occurred_at, currency);
    let lines = parse::list(v, "lines", document.lines.clone(), 1..=10_000, |v, given| line(v, given, currency));
    let read = parse::finish(std::mem::take(v), || head.zip(lines));
    let (head, lines) = read.map_err(|violations| format!("cannot be read: {violations}"))?;
    Draft::of_lines(head, lines).map_err(|refusal| refusal.to_string())
}

fn head(
    v: &mut Violations,
    kind: Kind,
    document: &Invoice,
    occurred_at: Instant,
    currency: Option<Currency>,
) -> Option<Head> {
    let id = parse::id(v, "invoice_id", &document.invoice_id);
    let customer = read::customer(v, "customer", document.customer.clone());
    let ship_to = parse::optional_address(v, "ship_to", document.ship_to.clone());
    let order = parse::optional_id(v, "order_id", &document.order_id);
    let issued_on = parse::date(v, "issued_on", document.issued_on);
    let supplied_on = parse::date(v, "supplied_on", document.supplied_on);
    let corrected = parse::optional_id(v, "corrected_invoice_id", &document.corrected_invoice_id);
    let reason = ReasonCode::parse(&document.reason_code).map(|code| Reason { code, text: document.reason.clone() });
    let currency = currency?;
    Some(Head {
        id: id?,
        kind,
        customer: customer?,
        ship_to: ship_to?,
        order: order?,
        shipment: None,
        issued_on: issued_on?,
        supplied_on: supplied_on?,
        currency,
        corrected: corrected?.map(|id| Corrected { document: id, number: document.corrected_invoice_number.clone() }),
        reason,
        dispute: None,
        replaces: None,
        gross_estimate: Money::zero(currency),
        occurred_at,
    })
}

fn line(v: &mut Violations, given: InvoiceLine, currency: Option<Currency>) -> Option<DraftLine> {
    let product = parse::optional_id(v, "product_id", &given.product_id);
    let description = parse::optional_text(v, "description", given.description, TEXT);
    let quantity = parse::quantity(v, "quantity", given.quantity);
    let unit_price = parse::unit_price(v, "unit_price", given.unit_price, currency?);
    let net = parse::money(v, "net_amount", given.net_amount);
    let rate = parse::rate(v, "tax_rate", given.tax_rate);
    let category = parse::required(v, "tax_category", TaxCategory::parse(&given.tax_category));
    Some(DraftLine {
        order_line: given.order_line_number,
        product: product?,
        description: description?,
        quantity: quantity?,
        unit_price: unit_price?,
        net: net?,
        taxed: Taxed { category: category?, rate: rate? },
        corrects_line: 0,
    })
}
