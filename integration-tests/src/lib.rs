//! What tests of the whole mesh are told with: the mesh itself, and builders with business names.
//!
//! Everything here goes through the public API; only the planting of faults touches a database directly.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a story that cannot be set up fails its test")]

mod business;
mod mesh;
mod reports;

pub use business::{CustomerBuilder, OrderBuilder, address};
pub use mesh::Mesh;
pub use reports::{amount, gbp, refusal, units};
