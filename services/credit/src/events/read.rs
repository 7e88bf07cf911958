//! From the facts of others to movements, and from what became of them to verdicts.

use o2c_kernel::{Call, Id, Money, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::google::r#type as wire;
use o2c_rpc::parse;
use o2c_store::Tx;
use uuid::Uuid;

use crate::{
    app,
    domain::{Cause, CustomerId, DocumentType, FactMovement, OrderId, Refusal},
    error::CreditError,
    service::Credit,
};

/// Why a fact cannot be taken in: for the person who looks at the dead letter.
pub type Unreadable = String;

pub fn cause<M>(fact: &Received<M>) -> Cause {
    Cause { event: fact.event_id, at: fact.occurred_at }
}

pub fn customer(text: &str) -> Result<CustomerId, Unreadable> {
    parsed(|v| parse::id(v, "customer_id", text))
}

pub fn order(text: &str) -> Result<OrderId, Unreadable> {
    parsed(|v| parse::id(v, "order_id", text))
}

pub fn id(field: &str, text: &str) -> Result<Uuid, Unreadable> {
    parsed(|v| parse::id::<()>(v, field, text)).map(Id::uuid)
}

pub fn money(field: &str, value: Option<&wire::Money>) -> Result<Money, Unreadable> {
    parsed(|v| parse::money(v, field, value.cloned()))
}

pub fn optional_money(field: &str, value: Option<&wire::Money>) -> Result<Option<Money>, Unreadable> {
    parsed(|v| parse::optional_money(v, field, value.cloned()))
}

pub fn refused(refusal: Refusal) -> Unreadable {
    refusal.to_string()
}

fn parsed<T>(parse: impl FnOnce(&mut Violations) -> Option<T>) -> Result<T, Unreadable> {
    let mut violations = Violations::default();
    let value = parse(&mut violations);
    parse::finish(violations, || value).map_err(|violations| violations.to_string())
}

/// Records what was read of the facts, and answers one verdict each. A fact that moves nothing is done.
pub async fn record(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    read: Vec<Result<Option<FactMovement>, Unreadable>>,
) -> Result<Vec<Verdict>, CreditError> {
    let movements: Vec<FactMovement> = read.iter().flatten().flatten().cloned().collect();
    let mut recorded = app::record_facts(credit, tx, call, &movements).await?.into_iter();
    let verdict = |read| match read {
        Ok(Some(_)) => done(recorded.next().unwrap_or(Ok(()))),
        Ok(None) => Verdict::Done,
        Err(reason) => Verdict::Failed(reason),
    };
    Ok(read.into_iter().map(verdict).collect())
}

pub fn done(outcome: Result<(), Refusal>) -> Verdict {
    match outcome {
        Ok(()) => Verdict::Done,
        Err(refusal) => Verdict::Failed(refusal.to_string()),
    }
}

pub fn document_type(name: &str) -> Result<DocumentType, Unreadable> {
    match name {
        "INVOICE" => Ok(DocumentType::Invoice),
        "CREDIT_NOTE" => Ok(DocumentType::CreditNote),
        "DEBIT_NOTE" => Ok(DocumentType::DebitNote),
        other => Err(format!("document_type: `{other}` is not known")),
    }
}
