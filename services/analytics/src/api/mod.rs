//! On the wire.

mod parse_documents;
mod parse_events;
mod parse_kpis;
mod parse_trail;
mod present;
mod service;

pub use service::Api;
