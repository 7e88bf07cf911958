//! Fulfilment: from a promise to deliver to goods in the customer's hands.
//!
//! Owns warehouses, stock and its moves, allocations and backorders, shipments from planning to proof of delivery,
//! tracking events and goods returns. Says to others what is allocated, what has shipped (each line one billable fact)
//! and what came back.
//!
//! Deliberately absent: prices and taxes (orders and billing), what a customer may owe (credit is asked, before goods
//! are released and before they leave), who may return what (orders authorises), labels, rates and routes of carriers.

mod api;
mod app;
mod audit;
mod clients;
mod config;
pub mod domain;
mod error;
mod events;
mod metrics;
mod service;
mod storage;

use o2c_store::{Migration, TablePrivileges};

pub use audit::audit;
pub use config::Config;
pub use service::{Fulfillment, open};

/// The service's name: of its database, its facts and its consumer.
pub const NAME: &str = "fulfillment";

/// Whose facts it takes in.
pub const PRODUCERS: &[&str] = &[ORDERS];

const ORDERS: &str = "orders";

/// The service's own tables, beside those of the platform.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    storage::MIGRATIONS.to_vec()
}

/// What the role that runs the service may do with its own tables.
pub const PRIVILEGES: &[TablePrivileges] = storage::PRIVILEGES;
