//! The rows: the only place that knows the database.

pub mod archive;
mod archive_index;
pub mod audited;
pub mod book;
pub mod day_sums;
mod documents;
pub mod drill;
mod entities;
mod items;
pub mod kept;
mod migrations;
mod movements;
mod orders;
mod privileges;
mod receipts;
mod source;
pub mod sums_kept;
pub mod trail;
mod values;

pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;
