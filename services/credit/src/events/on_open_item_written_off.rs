//! What will not be paid is not owed any more.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::OpenItemWrittenOff;
use o2c_store::Tx;

use super::read::{Unreadable, cause, customer, id, money, record, refused};
use crate::{
    domain::{Document, DocumentType, FactMovement},
    error::CreditError,
    service::Credit,
};

pub async fn on_open_item_written_off(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OpenItemWrittenOff>],
) -> Result<Vec<Verdict>, CreditError> {
    record(credit, tx, call, facts.iter().map(movement).collect()).await
}

fn movement(fact: &Received<OpenItemWrittenOff>) -> Result<Option<FactMovement>, Unreadable> {
    let message = &fact.message;
    let customer = customer(&message.customer_id)?;
    let document = Document { id: id("document_id", &message.document_id)?, kind: DocumentType::Invoice };
    let amount = money("amount", message.amount.as_ref())?;
    FactMovement::settled(cause(fact), customer, document, amount).map(Some).map_err(refused)
}
