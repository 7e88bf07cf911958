//! What credit tells the others, and what it takes from them.

mod consumer;
mod on_application_reversed;
mod on_credit_note_applied;
mod on_credit_note_issued;
mod on_debit_note_issued;
mod on_invoice_issued;
mod on_open_item_posted;
mod on_open_item_written_off;
mod on_order_lines_cancelled;
mod on_order_rejected;
mod on_payment_applied;
mod on_shipment_not_billable;
mod on_shipment_shipped;
mod publish;
mod read;
mod read_own;
mod redoing;

pub use consumer::consumer;
pub use publish::publish;
pub use redoing::redoing;
