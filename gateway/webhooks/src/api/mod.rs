//! The wire: a line per RPC, a parse file per kind of request, and the way back.

mod deliveries;
mod page;
mod present;
mod service;
mod subscriptions;

pub use present::wire_reason;
pub use service::Api;
