//! The only SQL of API keys.

mod entity;
pub mod keys;
mod migrations;

pub use migrations::{LATER_MIGRATIONS, MIGRATIONS, PRIVILEGES};

#[cfg(test)]
mod tests;
