//! Values on the wire.

use o2c_kernel::{Currency, Date, Id, Money, Violations};
use o2c_proto::google::r#type as wire;
use o2c_rpc::parse;
use uuid::Uuid;

use super::Unreadable;
use crate::domain::DocumentKind;

pub fn id<K>(field: &str, text: &str) -> Result<Id<K>, Unreadable> {
    parsed(|v| parse::id(v, field, text))
}

pub fn optional_id<K>(field: &str, text: &str) -> Result<Option<Id<K>>, Unreadable> {
    parsed(|v| parse::optional_id(v, field, text))
}

pub fn optional_uuid(field: &str, text: &str) -> Result<Option<Uuid>, Unreadable> {
    Ok(optional_id::<()>(field, text)?.map(Id::uuid))
}

pub fn money(field: &str, value: Option<wire::Money>) -> Result<Money, Unreadable> {
    parsed(|v| parse::money(v, field, value))
}

pub fn date(field: &str, value: Option<wire::Date>) -> Result<Date, Unreadable> {
    parsed(|v| parse::date(v, field, value))
}

pub fn currency(field: &str, value: Option<wire::Money>) -> Result<Currency, Unreadable> {
    money(field, value).map(Money::currency)
}

pub fn document_kind(name: &str) -> Result<DocumentKind, Unreadable> {
    DocumentKind::parse(name).ok_or_else(|| format!("document_type: `{name}` is not known"))
}

fn parsed<T>(parse: impl FnOnce(&mut Violations) -> Option<T>) -> Result<T, Unreadable> {
    let mut violations = Violations::default();
    let value = parse(&mut violations);
    parse::finish(violations, || value).map_err(|violations| violations.to_string())
}
