//! Orders: customers, products, prices, orders and returns.
//!
//! Owns: the customer master, the catalogue, price lists, orders with their lines and holds, return authorisations, and
//! the two business transactions before goods leave: the acceptance of an order and its cancellation. The acceptance
//! asks billing (tax), credit (reservation) and fulfillment (stock), and is undone as a whole when one says no.
//!
//! Deliberately absent: how much a customer may owe (credit), what is on the shelf (fulfillment), invoices (billing) and
//! whether they are paid (receivables). Orders keeps counters of these per line, taken from facts, and decides by none
//! of them but its own: what is cancelled and what may come back.

mod api;
mod app;
mod audit;
mod clients;
mod config;
mod decisions;
pub mod domain;
mod error;
mod events;
mod metrics;
mod sagas;
mod service;
mod storage;

use o2c_audit::Audit;
use o2c_store::{Migration, Store, TablePrivileges};

pub use events::PRODUCERS;
pub use service::{Orders, open};

/// The service's name: of its database, its facts and its consumer.
pub const NAME: &str = "orders";

/// The service's own tables; the platform's come before them.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    storage::migrations::MIGRATIONS.to_vec()
}

/// What the role that runs the service may do with its own tables.
pub const PRIVILEGES: &[TablePrivileges] = storage::privileges::PRIVILEGES;

/// The laws and figures over a store of orders, running or not.
#[must_use]
pub fn audit(store: Store) -> Box<dyn Audit> {
    audit::of(store)
}
