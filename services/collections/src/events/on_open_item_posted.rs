//! A document is in the books.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::OpenItemPosted;
use o2c_store::Tx;

use super::read::{Unreadable, date, id, money};
use crate::{
    app,
    domain::{DocumentType, OpenItem},
    error::CollectionsError,
    service::Collections,
};

pub async fn on_open_item_posted(
    _: &Collections,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OpenItemPosted>],
) -> Result<Vec<Verdict>, CollectionsError> {
    app::post_items(tx, call, facts.iter().map(item).collect()).await
}

fn item(fact: &Received<OpenItemPosted>) -> Result<OpenItem, Unreadable> {
    let Some(posted) = &fact.message.open_item else { return Err("open_item: is required".to_owned()) };
    let kind = &posted.document_type;
    let original = money("original_amount", posted.original_amount.as_ref())?;
    let open = match &posted.open_amount {
        Some(open) => money("open_amount", Some(open))?,
        None => original,
    };
    let document_type =
        DocumentType::parse(kind).ok_or_else(|| format!("open_item.document_type: `{kind}` is not known"))?;
    let document_date = date("document_date", posted.document_date)?;
    // a credit note need not be due
    let due_on = posted.due_on.map_or(Ok(document_date), |due_on| date("due_on", Some(due_on)))?;
    Ok(OpenItem {
        id: id("open_item_id", &posted.open_item_id)?,
        document_type,
        document: id("document_id", &posted.document_id)?,
        document_number: posted.document_number.clone(),
        customer: id("customer_id", &posted.customer_id)?,
        customer_name: posted.customer_name.clone(),
        document_date,
        due_on,
        original,
        open,
        flagged: o2c_kernel::Money::zero(original.currency()),
        objection: None,
        opening: posted.opening,
        version: 0,
    })
}
