//! A debit note charges more.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::billing::v1::DebitNoteIssued;
use o2c_store::Tx;

use super::read::{Unreadable, cause, customer, id, money, record};
use crate::{
    domain::{Document, DocumentType, FactMovement},
    error::CreditError,
    service::Credit,
};

pub async fn on_debit_note_issued(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<DebitNoteIssued>],
) -> Result<Vec<Verdict>, CreditError> {
    record(credit, tx, call, facts.iter().map(movement).collect()).await
}

fn movement(fact: &Received<DebitNoteIssued>) -> Result<Option<FactMovement>, Unreadable> {
    let Some(note) = &fact.message.debit_note else { return Err("debit_note: is required".to_owned()) };
    let named = note.customer.as_ref().map(|customer| customer.customer_id.as_str()).unwrap_or_default();
    let customer = customer(named)?;
    let document = Document { id: id("invoice_id", &note.invoice_id)?, kind: DocumentType::DebitNote };
    let gross = money("gross_amount", note.gross_amount.as_ref())?;
    Ok(Some(FactMovement::debited(cause(fact), customer, document, gross)))
}
