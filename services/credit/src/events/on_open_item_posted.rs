//! A document is in the books: billed becomes owed, and what was taken over is owed from the start.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::OpenItemPosted;
use o2c_store::Tx;

use super::read::{Unreadable, cause, customer, document_type, id, money, record, refused};
use crate::{
    domain::{Document, FactMovement},
    error::CreditError,
    service::Credit,
};

pub async fn on_open_item_posted(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OpenItemPosted>],
) -> Result<Vec<Verdict>, CreditError> {
    record(credit, tx, call, facts.iter().map(movement).collect()).await
}

fn movement(fact: &Received<OpenItemPosted>) -> Result<Option<FactMovement>, Unreadable> {
    let Some(item) = &fact.message.open_item else { return Err("open_item: is required".to_owned()) };
    let customer = customer(&item.customer_id)?;
    let kind = document_type(&item.document_type)?;
    let document = Document { id: id("document_id", &item.document_id)?, kind };
    let open_item = id("open_item_id", &item.open_item_id)?;
    let original = money("original_amount", item.original_amount.as_ref())?;
    let movement = if item.opening { FactMovement::taken_over } else { FactMovement::booked };
    movement(cause(fact), customer, document, open_item, original).map(Some).map_err(refused)
}
