//! Calls to other services: sets in, a result per item out. The deadline is the call's; retries are the client
//! stack's and the saga's.

mod batch;
mod billing;
mod credit;
mod fulfillment;

pub use batch::is_decision;
pub use billing::Billing;
pub use credit::Credit;
pub use fulfillment::Fulfillment;
