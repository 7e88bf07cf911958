//! Reading our own `ShipmentShipped` back from the outbox, for the law that each shipped line is one billable fact.

use o2c_proto::{Event, fulfillment::v1::ShipmentShipped};
use prost::Message;

/// The type in the envelope.
pub const TYPE: &str = ShipmentShipped::TYPE;

/// The numbers of the lines that the fact names; none if it cannot be read.
#[must_use]
pub fn line_numbers(payload: &[u8]) -> Option<Vec<i32>> {
    let fact = ShipmentShipped::decode(payload).ok()?;
    Some(fact.lines.into_iter().map(|line| line.line_number).collect())
}
