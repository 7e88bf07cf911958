//! Facts of all services, on their way in.

mod archived;
mod consumer;
mod contract;
mod forget;
mod intake;
mod read;

pub use archived::ArchivedFacts;
pub use consumer::consumer;
pub use contract::reader;
