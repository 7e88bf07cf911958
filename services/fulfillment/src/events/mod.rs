//! Facts in and out: the public messages of others become commands of ours, our facts become public messages.

pub mod consumers;
mod on_customer_erased;
mod on_order_confirmed;
mod on_order_hold;
mod on_return_authorized;
mod parse;
pub mod publish;
pub mod shipped;
