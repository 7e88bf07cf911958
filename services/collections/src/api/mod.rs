//! The service on the wire: requests in, results out.

mod cases;
mod disputes;
mod page;
mod present;
mod present_dunning;
mod procedure;
mod runs;
mod service;
mod worklist;

pub use service::Api;

/// Of a reason or a description.
const TEXT_LENGTH: usize = 1_000;
