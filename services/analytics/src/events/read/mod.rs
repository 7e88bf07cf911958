//! What a fact of each service means here: one file a producer.

mod billing;
mod collections;
mod common;
mod credit;
mod fulfillment;
mod orders;
mod payments;
mod receivables;
mod value;

use o2c_proto::Event;
use uuid::Uuid;

use crate::domain::Fact;

/// Why a fact cannot be read: for the person who looks at the dead letter.
pub type Unreadable = String;

/// What is read of a payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The order that the fact belongs to; of a dispute or a deduction the open item.
    pub related: Option<Uuid>,
    /// What it means to measures.
    pub fact: Option<Fact>,
}

/// Reads the payload of a fact of one type.
pub type Reader = fn(&[u8]) -> Result<Reading, Unreadable>;

/// A message that says what it means here.
pub trait Read: Event {
    fn read(self) -> Result<Reading, Unreadable>;
}

/// The reader of one type.
pub fn read<M: Read>(payload: &[u8]) -> Result<Reading, Unreadable> {
    M::decode(payload).map_err(|error| format!("{} does not decode: {error}", M::TYPE))?.read()
}

/// Archived, and found by its order.
fn of_order(order_id: &str) -> Result<Reading, Unreadable> {
    Ok(Reading { related: value::optional_uuid("order_id", order_id)?, fact: None })
}

/// Archived, and found by the open item.
fn of_item(open_item_id: &str) -> Result<Reading, Unreadable> {
    Ok(Reading { related: value::optional_uuid("open_item_id", open_item_id)?, fact: None })
}

/// Archived, and found by its own aggregate.
fn of_itself() -> Result<Reading, Unreadable> {
    Ok(Reading::default())
}
