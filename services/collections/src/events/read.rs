//! From the facts of others to what they change here.

use o2c_kernel::{Call, Date, Id, Money, Violations};
use o2c_messaging::Received;
use o2c_proto::google::r#type as wire;
use o2c_rpc::parse;

use crate::app::{Change, ItemChange};

/// Why a fact cannot be taken in: for the person who looks at the dead letter.
pub type Unreadable = String;

pub fn id<K>(field: &str, text: &str) -> Result<Id<K>, Unreadable> {
    parsed(|v| parse::id(v, field, text))
}

pub fn money(field: &str, value: Option<&wire::Money>) -> Result<Money, Unreadable> {
    parsed(|v| parse::money(v, field, value.cloned()))
}

pub fn date(field: &str, value: Option<wire::Date>) -> Result<Date, Unreadable> {
    parsed(|v| parse::date(v, field, value))
}

/// So much is open of an item after a fact.
pub fn open_after<M>(
    call: &Call,
    fact: &Received<M>,
    item: &str,
    open: Option<&wire::Money>,
) -> Result<ItemChange, Unreadable> {
    let what = Change::Open(money("open_amount_after", open)?);
    Ok(ItemChange { item: id("open_item_id", item)?, at: fact.occurred_at, on: day_of(call, fact), what })
}

/// The business day of a fact, in the legal entity's zone.
pub fn day_of<M>(call: &Call, fact: &Received<M>) -> Date {
    call.zone.date_of(fact.occurred_at)
}

fn parsed<T>(parse: impl FnOnce(&mut Violations) -> Option<T>) -> Result<T, Unreadable> {
    let mut violations = Violations::default();
    let value = parse(&mut violations);
    parse::finish(violations, || value).map_err(|violations| violations.to_string())
}
