//! The wire: a line per RPC, a parse file per kind of request, and the way back.

mod cash;
mod items;
mod ledger;
mod opening;
mod present;
mod present_ledger;
mod service;
mod write_offs;

pub use service::Api;

/// A reason that a person gives.
const REASON_LENGTH: usize = 500;
