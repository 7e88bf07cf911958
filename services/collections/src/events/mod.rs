//! What collections tells the others, and what it takes from them.

mod consumers;
mod on_application_reversed;
mod on_credit_note_applied;
mod on_customer_erased;
mod on_deduction_raised;
mod on_open_item_disputed;
mod on_open_item_posted;
mod on_open_item_written_off;
mod on_payment_applied;
mod publish;
mod read;

pub use consumers::consumer;
pub use publish::publish;
