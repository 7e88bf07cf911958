//! What tests of the whole mesh are told with: the mesh itself, and builders with business names.
//!
//! Everything here goes through the public API; only the planting of faults touches a database directly.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a story that cannot be set up fails its test")]

mod bank;
mod business;
pub mod chaos;
mod documents;
mod ground;
mod mesh;
mod outside;
mod reports;
pub mod upgrade;

pub use bank::{Movement, statement};
pub use business::{CustomerBuilder, OrderBuilder, address, through_the_warehouse};
pub use documents::{invoice_request, note_line, snapshot};
pub use ground::Stopped;
pub use mesh::{Ground, Mesh};
pub use outside::Outside;
pub use reports::{amount, gbp, refusal, units};
