//! Invoices and notes become open items. A redelivery changes nothing: the item's id follows from the document's.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::billing::v1::{CreditNoteIssued, DebitNoteIssued, Invoice, InvoiceIssued};
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    Receivables,
    app::{self, DocumentOutcome},
    domain::{DocumentType, Issued},
    error::ReceivablesError,
};

type Verdicts<'a> = BoxFuture<'a, Result<Vec<Verdict>, ReceivablesError>>;

pub fn invoice<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<InvoiceIssued>],
) -> Verdicts<'a> {
    let parse = |fact: &InvoiceIssued| document(DocumentType::Invoice, fact.invoice.as_ref());
    Box::pin(read::each(facts, parse, async |issued| app::post_documents(r, tx, call, issued).await, verdict))
}

pub fn credit_note<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<CreditNoteIssued>],
) -> Verdicts<'a> {
    let parse = |fact: &CreditNoteIssued| document(DocumentType::CreditNote, fact.credit_note.as_ref());
    Box::pin(read::each(facts, parse, async |issued| app::post_documents(r, tx, call, issued).await, verdict))
}

pub fn debit_note<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<DebitNoteIssued>],
) -> Verdicts<'a> {
    let parse = |fact: &DebitNoteIssued| document(DocumentType::DebitNote, fact.debit_note.as_ref());
    Box::pin(read::each(facts, parse, async |issued| app::post_documents(r, tx, call, issued).await, verdict))
}

fn verdict(outcome: DocumentOutcome) -> Verdict {
    match outcome {
        DocumentOutcome::Posted => Verdict::Done,
        DocumentOutcome::Before(aggregate) => Verdict::Wait(aggregate),
        DocumentOutcome::Failed(reason) => Verdict::Failed(reason),
    }
}

fn document(document_type: DocumentType, document: Option<&Invoice>) -> Result<Issued, Violations> {
    let v = &mut Violations::default();
    let parsed = parse::required(v, "document", document).and_then(|document| {
        let customer = parse::required(v, "customer", document.customer.as_ref());
        let id = parse::id(v, "invoice_id", &document.invoice_id);
        let order = parse::optional_id(v, "order_id", &document.order_id);
        let customer_id = customer.and_then(|customer| parse::id(v, "customer.customer_id", &customer.customer_id));
        let issued_on = parse::date(v, "issued_on", document.issued_on);
        let due_on = parse::optional_date(v, "due_on", document.due_on);
        let net = parse::money(v, "net_amount", document.net_amount.clone());
        let tax = parse::money(v, "tax_amount", document.tax_amount.clone());
        let gross = parse::money(v, "gross_amount", document.gross_amount.clone());
        let corrects = parse::optional_id(v, "corrected_invoice_id", &document.corrected_invoice_id);
        let dispute = parse::optional_id(v, "dispute_id", &document.dispute_id);
        let cash = customer.and_then(|customer| customer.payment_terms.as_ref()).is_some_and(|terms| terms.cash);
        Some(Issued {
            document_type,
            document: id?,
            number: document.number.clone(),
            order: order?,
            customer: customer_id?,
            customer_name: customer?.name.clone(),
            issued_on: issued_on?,
            // a credit note is not due
            due_on: due_on?.unwrap_or(issued_on?),
            net: net?,
            tax: tax?,
            gross: gross?,
            cash,
            corrects: corrects?,
            dispute: dispute?,
        })
    });
    parse::finish(std::mem::take(v), || parsed)
}
