//! A shipment, or something without one, is billed.

use o2c_kernel::{Call, Money};
use o2c_messaging::{Received, Verdict};
use o2c_proto::billing::v1::InvoiceIssued;
use o2c_store::Tx;

use super::read::{Unreadable, cause, customer, id, money, optional_money, record, refused};
use crate::{
    domain::{Document, DocumentType, FactMovement},
    error::CreditError,
    service::Credit,
};

pub async fn on_invoice_issued(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<InvoiceIssued>],
) -> Result<Vec<Verdict>, CreditError> {
    record(credit, tx, call, facts.iter().map(movement).collect()).await
}

fn movement(fact: &Received<InvoiceIssued>) -> Result<Option<FactMovement>, Unreadable> {
    let Some(invoice) = &fact.message.invoice else { return Err("invoice: is required".to_owned()) };
    let named = invoice.customer.as_ref().map(|customer| customer.customer_id.as_str()).unwrap_or_default();
    let customer = customer(named)?;
    let document = Document { id: id("invoice_id", &invoice.invoice_id)?, kind: DocumentType::Invoice };
    let gross = money("gross_amount", invoice.gross_amount.as_ref())?;
    let estimate = optional_money("gross_estimate", fact.message.gross_estimate.as_ref())?;
    let estimate = estimate.unwrap_or(Money::zero(gross.currency()));
    let shipment = match invoice.shipment_id.as_str() {
        "" if estimate.is_zero() => None,
        text => Some(Document::shipment(id("shipment_id", text)?)),
    };
    FactMovement::invoiced(cause(fact), customer, shipment, document, estimate, gross).map(Some).map_err(refused)
}
