//! The wire: a line per RPC, a parse file per kind of request, and the way back.

mod accounts;
mod checks;
mod page;
pub mod present;
mod reservations;
mod reviews;
mod service;

pub use service::Api;

/// A reason that a person gives.
const REASON_LENGTH: usize = 500;
