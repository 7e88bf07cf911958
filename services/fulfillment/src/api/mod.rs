//! The wire: a line per RPC, a parse file per request, and the way back.

mod parse;
pub(crate) mod present;
mod service;

pub use service::Api;
