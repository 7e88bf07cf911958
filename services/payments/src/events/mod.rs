//! What payments tells the others, and what it takes from them.

mod consumer;
mod on_application_reversed;
mod on_credit_note_applied;
mod on_customer_erased;
mod on_open_item_posted;
mod on_open_item_written_off;
mod on_payment_applied;
mod publish;
mod read;
mod taken_back;

pub use consumer::consumer;
pub use publish::publish;
pub use taken_back::{numbers_had, taken_back};
