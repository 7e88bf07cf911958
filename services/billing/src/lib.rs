//! Invoices, the notes that correct them, and the taxes and numbers on them.
//!
//! Owns: what may be billed (lines of confirmed orders), invoices, credit and debit notes, tax rules and determinations,
//! number series. An issued document never changes; it is corrected by a further one.
//!
//! Deliberately absent: whether a document is paid (receivables), what was shipped (fulfillment), prices (orders),
//! rendering and delivery of documents, subscriptions and usage. Billing calls no other service: facts bring all it
//! needs.

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

pub use error::{BillingError, DOMAIN};
pub use events::PRODUCERS;
pub use service::{Billing, open};

/// The name of the service: of its database, its facts and its consumer.
pub const NAME: &str = "billing";

/// The tables of billing; the platform's own are migrated beside them.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    storage::MIGRATIONS.to_vec()
}

/// What the role that runs the service may do with its own tables.
pub const PRIVILEGES: &[TablePrivileges] = storage::PRIVILEGES;

/// The laws and figures over a store, running or not.
#[must_use]
pub fn audit(store: Store) -> Box<dyn Audit> {
    Box::new(audit::BillingAudit::new(store))
}
