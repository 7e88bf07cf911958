//! Facts in and out: the only place, with `api/`, that knows the messages of the contract.

mod consumers;
mod on_customer_erased;
mod on_dispute_amount_raised;
mod on_dispute_not_creditable;
mod on_dispute_opened;
mod on_dispute_resolved;
mod on_document_issued;
mod on_payment_received;
mod publish;
mod read;
mod redoing;

pub use consumers::consumer;
pub use publish::publish;
pub use redoing::redoing;
