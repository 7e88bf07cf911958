//! The only SQL of credit: rows in, rows out, in sets.

pub mod accounts;
pub mod decisions;
pub mod documents;
pub mod entities;
pub mod entries;
pub mod gauges;
mod migrations;
mod privileges;
pub mod reservations;
pub mod reviews;
pub mod save;
pub mod terms;
mod values;

pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;
