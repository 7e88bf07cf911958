//! Facts in and out: one handler a file, and what billing states itself.

mod consumer;
mod on_customer_erased;
mod on_dispute_resolved;
mod on_goods_returned;
mod on_order_confirmed;
mod on_order_lines_cancelled;
mod on_shipment_delivered;
mod on_shipment_shipped;
pub mod publish;
mod read;
mod redoing;
mod taken_back;

pub use consumer::{PRODUCERS, consumer};
pub use redoing::redoing;
pub use taken_back::{numbers as numbers_had, taken_back};
