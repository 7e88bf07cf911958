//! Facts of all services on their way in, and what is made of them for endpoints.

mod consumer;
mod intake;
mod own;
mod payload;

pub use consumer::consumer;
pub use own::{disabled, tested};
pub use payload::known_types;
