//! The only place that speaks to the database: sets of rows in and out, pages by key.

pub mod accounts;
pub mod audit;
pub mod cases;
pub mod debts;
pub mod deductions;
pub mod disputes;
mod entities;
pub mod erasure;
pub mod gauges;
pub mod migrations;
pub mod notices;
pub mod open_items;
pub mod privileges;
pub mod procedures;
pub mod ranges;
pub mod runs;
mod values;
