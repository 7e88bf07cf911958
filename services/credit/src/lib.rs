//! Credit: how much a customer may owe and order, how much of it is used, and whether one more order fits.
//!
//! Owns credit accounts and their limits, exposure as a ledger of two-phase reservations, decisions with all that they
//! depended on, and the queue of orders that a person has to look at. A *decision* is guarded by the limit; a *fact*
//! (a shipment, an invoice, a payment) is recorded whatever it does to the limit.
//!
//! Deliberately absent: customer master data (orders), what is owed document by document (receivables), any call of
//! another service, and any wait for a person.
//!
//! Start with [`domain::Desk`].

#![forbid(unsafe_code)]

mod api;
mod app;
mod audit;
mod config;
pub mod domain;
mod error;
mod events;
mod metrics;
mod service;
mod storage;

use o2c_audit::Audit;
use o2c_store::{Migration, Store, TablePrivileges};

pub use config::CreditConfig;
pub use service::{Credit, open};

/// The service, its database, its consumer and its facts are called so.
pub const NAME: &str = "credit";

/// Whose facts its consumer takes in.
pub const PRODUCERS: &[&str] = &["orders", "fulfillment", "billing", "receivables"];

/// Its tables, to be applied after those of the platform.
pub fn migrations() -> Vec<Migration> {
    storage::MIGRATIONS.to_vec()
}

/// What the role that runs the service may do with its own tables.
pub const PRIVILEGES: &[TablePrivileges] = storage::PRIVILEGES;

/// Its laws and figures, over a store that may be open for reading only.
pub fn audit(store: Store) -> Box<dyn Audit> {
    audit::audit(store)
}
