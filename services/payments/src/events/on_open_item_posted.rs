//! A document is in the books: cash may pay it.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::receivables::v1::OpenItemPosted;
use o2c_store::Tx;

use super::read::{Unreadable, date, id, money, take};
use crate::{
    app::OpenItemFact,
    domain::{DocumentKind, OpenItem},
    error::PaymentsError,
    service::Payments,
};

pub async fn on_open_item_posted(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OpenItemPosted>],
) -> Result<Vec<Verdict>, PaymentsError> {
    take(payments, tx, call, facts.iter().map(|fact| read(&fact.message)).collect()).await
}

fn read(message: &OpenItemPosted) -> Result<OpenItemFact, Unreadable> {
    let item = message.open_item.as_ref().ok_or("open_item: is required")?;
    let kind = DocumentKind::parse(&item.document_type);
    let open = money("open_amount", item.open_amount.as_ref())?;
    Ok(OpenItemFact::Posted(Box::new(OpenItem {
        id: id("open_item_id", &item.open_item_id)?,
        kind: kind.ok_or_else(|| format!("document_type: `{}` is not known", item.document_type))?,
        number: item.document_number.clone(),
        customer: id("customer_id", &item.customer_id)?,
        customer_name: item.customer_name.clone(),
        due_on: date("due_on", item.due_on.as_ref())?,
        currency: open.currency(),
        open: open.minor(),
        held: 0,
        suggested: 0,
    })))
}
