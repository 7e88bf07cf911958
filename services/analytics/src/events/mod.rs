//! Facts of all services, on their way in.

mod consumer;
mod contract;
mod intake;
mod read;

pub use consumer::consumer;
pub use contract::reader;
