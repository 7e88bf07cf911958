//! What was paid, credited or written off is open again.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::ApplicationReversed;
use o2c_store::Tx;

use super::read::{Unreadable, cause, customer, id, money, record, refused};
use crate::{
    domain::{Document, DocumentType, FactMovement},
    error::CreditError,
    service::Credit,
};

pub async fn on_application_reversed(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ApplicationReversed>],
) -> Result<Vec<Verdict>, CreditError> {
    record(credit, tx, call, facts.iter().map(movement).collect()).await
}

fn movement(fact: &Received<ApplicationReversed>) -> Result<Option<FactMovement>, Unreadable> {
    let message = &fact.message;
    let customer = customer(&message.customer_id)?;
    let kind = if message.credit_side { DocumentType::CreditNote } else { DocumentType::Invoice };
    let document = Document { id: id("document_id", &message.document_id)?, kind };
    let amount = money("amount", message.amount.as_ref())?;
    FactMovement::reopened(cause(fact), customer, document, amount).map(Some).map_err(refused)
}
