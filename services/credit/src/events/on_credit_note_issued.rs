//! A credit note takes from what is owed.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::billing::v1::CreditNoteIssued;
use o2c_store::Tx;

use super::read::{Unreadable, cause, customer, id, money, record, refused};
use crate::{
    domain::{Document, DocumentType, FactMovement},
    error::CreditError,
    service::Credit,
};

pub async fn on_credit_note_issued(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CreditNoteIssued>],
) -> Result<Vec<Verdict>, CreditError> {
    record(credit, tx, call, facts.iter().map(movement).collect()).await
}

fn movement(fact: &Received<CreditNoteIssued>) -> Result<Option<FactMovement>, Unreadable> {
    let Some(note) = &fact.message.credit_note else { return Err("credit_note: is required".to_owned()) };
    let named = note.customer.as_ref().map(|customer| customer.customer_id.as_str()).unwrap_or_default();
    let customer = customer(named)?;
    let document = Document { id: id("invoice_id", &note.invoice_id)?, kind: DocumentType::CreditNote };
    let gross = money("gross_amount", note.gross_amount.as_ref())?;
    FactMovement::credited(cause(fact), customer, document, gross).map(Some).map_err(refused)
}
