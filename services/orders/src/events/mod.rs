//! Facts: what orders states, and what it takes in from others, one handler a file.

mod consumer;
mod on_credit_rejected;
mod on_credit_released;
mod on_goods_returned;
mod on_invoice_issued;
mod on_open_item;
mod on_shipment_delivered;
mod on_shipment_shipped;
mod on_stock_allocation_changed;
mod publish;
mod read_own;
mod recording;
mod redoing;
mod taken_back;

pub use consumer::{PRODUCERS, consumer};
pub use publish::{Stated, publish, publish_erased, publish_returns};
pub use redoing::redoing;
pub use taken_back::taken_back;
