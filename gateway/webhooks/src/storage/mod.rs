//! The only SQL of webhooks: rows in, rows out, in sets.

pub mod attempts;
pub mod claims;
pub mod deliveries;
mod entities;
pub mod events;
pub mod expiry;
pub mod gauges;
pub mod lanes;
pub mod lists;
mod migrations;
mod privileges;
pub mod secrets;
pub mod subscriptions;
mod values;

pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;
