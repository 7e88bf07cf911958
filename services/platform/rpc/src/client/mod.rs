//! The client side: what every call to another service goes through. One layer a file.

mod config;
mod deadline;
mod measure;
mod retry;
mod stack;

pub use config::ClientConfig;
pub use stack::client;
