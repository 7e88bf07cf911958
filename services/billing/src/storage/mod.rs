//! The tables of billing; the only place that knows SQL. Sets are loaded at once, in key order, and each table is
//! written once.

pub mod billed;
pub mod documents;
mod entities;
pub mod figures;
pub mod gauges;
pub mod laws;
pub mod list;
pub mod migrations;
pub mod numbers;
mod privileges;
pub mod related;
pub mod returns;
mod rows;
mod seal;
pub mod source;
pub mod tax_rules;

pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;
