//! Open items, applications, the journal.
//!
//! Owns what customers owe and are owed: an open item per issued document, the append-only edges between what was
//! received or credited and what it pays, and the journal, in double entry. Whoever wants to change an open amount
//! (payments, people with a credit note, write-offs) asks here and is answered edge by edge.
//!
//! Deliberately absent: how a payment is matched (payments), what an invoice says (billing), whom to remind
//! (collections), exchange rates and revenue schedules.

mod api;
mod app;
mod audit;
mod config;
mod domain;
mod error;
mod events;
mod metrics;
mod service;
mod storage;

use o2c_store::{Migration, TablePrivileges};

pub use audit::audit;
pub use service::{Receivables, open};

/// The service's name: that of its database, its facts and its consumer.
pub const NAME: &str = "receivables";

/// Whose facts are taken in.
pub const PRODUCERS: &[&str] = &["billing", "payments", "collections"];

/// The service's own tables, beside those of the platform.
pub fn migrations() -> Vec<Migration> {
    storage::MIGRATIONS.to_vec()
}

/// What the role that runs the service may do with its own tables.
pub const PRIVILEGES: &[TablePrivileges] = storage::PRIVILEGES;
