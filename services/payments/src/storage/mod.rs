//! The only SQL of payments: rows in, rows out, in sets.

pub mod book;
pub mod deductions;
pub mod desk_lock;
pub mod early_reversals;
pub mod entities;
pub mod erasure;
pub mod exceptions;
pub mod explanations;
pub mod gauges;
mod lists;
mod migrations;
mod privileges;
pub mod proposals;
pub mod ranked;
pub mod receipts;
pub mod save;
pub mod statements;
mod values;

pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;
