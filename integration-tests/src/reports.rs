//! Amounts and refusals, as tests speak of them.

use o2c_kernel::{Currency, Money, Quantity};
use o2c_proto::google::r#type as pb;
use o2c_rpc::status;
use tonic::Status;

/// Pounds on the wire.
#[must_use]
pub fn gbp(text: &str) -> pb::Money {
    o2c_rpc::wire::money(Money::parse(text, Currency::GBP).unwrap())
}

/// A quantity on the wire.
#[must_use]
pub fn units(text: &str) -> pb::Decimal {
    o2c_rpc::wire::decimal_quantity(Quantity::parse(text).unwrap())
}

/// An amount of the wire as text: `19.99`.
#[must_use]
pub fn amount(money: Option<&pb::Money>) -> String {
    let minor = o2c::demo::wire::minor(money).unwrap();
    Money::new(minor, Currency::GBP).to_decimal().to_string()
}

/// The reason of a refusal.
#[must_use]
pub fn refusal(status: &Status) -> String {
    status::reason_of(status).unwrap_or_else(|| format!("{status:?}"))
}
