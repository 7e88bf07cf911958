//! From the facts of others to what they mean here, and from what became of them to verdicts.

use o2c_kernel::{Call, Date, Id, Money, Violations};
use o2c_messaging::Verdict;
use o2c_proto::google::r#type as wire;
use o2c_rpc::parse;
use o2c_store::Tx;

use crate::{
    app::{OpenItemFact, take_open_items},
    error::PaymentsError,
    service::Payments,
};

/// Why a fact cannot be taken in: for the person who looks at the dead letter.
pub type Unreadable = String;

pub fn id<K>(field: &str, text: &str) -> Result<Id<K>, Unreadable> {
    parsed(|v| parse::id(v, field, text))
}

pub fn money(field: &str, value: Option<&wire::Money>) -> Result<Money, Unreadable> {
    parsed(|v| parse::money(v, field, value.cloned()))
}

pub fn date(field: &str, value: Option<&wire::Date>) -> Result<Date, Unreadable> {
    parsed(|v| parse::date(v, field, value.cloned()))
}

fn parsed<T>(parse: impl FnOnce(&mut Violations) -> Option<T>) -> Result<T, Unreadable> {
    let mut violations = Violations::default();
    let value = parse(&mut violations);
    parse::finish(violations, || value).map_err(|violations| violations.to_string())
}

/// Takes in what was read, and answers one verdict each.
pub async fn take(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    read: Vec<Result<OpenItemFact, Unreadable>>,
) -> Result<Vec<Verdict>, PaymentsError> {
    let facts: Vec<OpenItemFact> = read.iter().flatten().cloned().collect();
    let mut taken = take_open_items(payments, tx, call, facts).await?.into_iter();
    let verdict = |read| match read {
        Ok(_) => match taken.next() {
            Some(Err(refusal)) => Verdict::Failed(refusal.to_string()),
            Some(Ok(())) | None => Verdict::Done,
        },
        Err(reason) => Verdict::Failed(reason),
    };
    Ok(read.into_iter().map(verdict).collect())
}
