//! Keys on the wire.

mod present;
mod requests;
mod service;

pub use service::Api;

#[cfg(test)]
mod tests;
