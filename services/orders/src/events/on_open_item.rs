//! What receivables says of the documents of an order: posted, paid, credited, written off, taken back.

use o2c_kernel::{Call, Instant, Money, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::{
    google::r#type::Money as WireMoney,
    receivables::v1::{ApplicationReversed, CreditNoteApplied, OpenItemPosted, OpenItemWrittenOff, PaymentApplied},
};
use o2c_rpc::parse::{self, finish};
use o2c_store::Tx;

use super::recording::{self, Recorded, record};
use crate::{
    domain::{DocumentId, Order, OrderId, Receivable, Refusal},
    error::OrdersError,
    service::Orders,
};

type Verdicts = Result<Vec<Verdict>, OrdersError>;
type Parsed<T> = Result<Option<(OrderId, T)>, Violations>;

/// How a credit note is called: what is open of it is not owed.
const CREDIT_NOTE: &str = "CREDIT_NOTE";

pub async fn on_posted(orders: &Orders, tx: &Tx, call: &Call, facts: &[Received<OpenItemPosted>]) -> Verdicts {
    record(orders, tx, call, facts, posted, |order, item, _| order.posted(item).map(Recorded::from)).await
}

fn posted(message: &OpenItemPosted) -> Parsed<Receivable> {
    let mut v = Violations::default();
    let Some(item) = parse::required(&mut v, "open_item", message.open_item.as_ref()) else { return Err(v) };
    if item.document_type == CREDIT_NOTE {
        return Ok(None);
    }
    let order = recording::optional_order(&mut v, &item.order_id);
    let document = recording::document(&mut v, &item.document_id);
    let original = recording::money(&mut v, "original_amount", item.original_amount.as_ref());
    let open = recording::money(&mut v, "open_amount", item.open_amount.as_ref());
    finish(v, || {
        let receivable = Receivable { document: document?, original: original?, open: open? };
        Some(order?.map(|order| (order, receivable)))
    })
}

pub async fn on_payment_applied(orders: &Orders, tx: &Tx, call: &Call, facts: &[Received<PaymentApplied>]) -> Verdicts {
    let parse = |message: &PaymentApplied| match message.document_type.as_str() {
        CREDIT_NOTE => Ok(None),
        _ => open(&message.order_id, &message.document_id, message.open_amount_after.as_ref()),
    };
    record(orders, tx, call, facts, parse, apply).await
}

pub async fn on_credit_note_applied(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CreditNoteApplied>],
) -> Verdicts {
    let parse = |message: &CreditNoteApplied| match message.credit_side {
        true => Ok(None),
        false => open(&message.order_id, &message.document_id, message.open_amount_after.as_ref()),
    };
    record(orders, tx, call, facts, parse, apply).await
}

pub async fn on_written_off(orders: &Orders, tx: &Tx, call: &Call, facts: &[Received<OpenItemWrittenOff>]) -> Verdicts {
    let parse = |message: &OpenItemWrittenOff| {
        open(&message.order_id, &message.document_id, message.open_amount_after.as_ref())
    };
    record(orders, tx, call, facts, parse, apply).await
}

pub async fn on_reversed(orders: &Orders, tx: &Tx, call: &Call, facts: &[Received<ApplicationReversed>]) -> Verdicts {
    let parse = |message: &ApplicationReversed| match message.credit_side {
        true => Ok(None),
        false => open(&message.order_id, &message.document_id, message.open_amount_after.as_ref()),
    };
    record(orders, tx, call, facts, parse, apply).await
}

fn open(order: &str, document: &str, open: Option<&WireMoney>) -> Parsed<(DocumentId, Money)> {
    let mut v = Violations::default();
    let order = recording::optional_order(&mut v, order);
    let document = recording::document(&mut v, document);
    let open = recording::money(&mut v, "open_amount_after", open);
    finish(v, || {
        let item = (document?, open?);
        Some(order?.map(|order| (order, item)))
    })
}

fn apply(order: &mut Order, (document, open): (DocumentId, Money), _: Instant) -> Result<Recorded, Refusal> {
    order.open_amount(document, open).map(Recorded::from)
}
