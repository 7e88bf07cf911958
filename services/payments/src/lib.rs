//! Bank statements, receipts, cash application.
//!
//! Owns: statements and their chain per account, receipts, match proposals with their explanation, the exception queue,
//! deductions, and a copy of what is open. Deliberately absent: the open items themselves (receivables decides every
//! application), the ledger, disputes (collections makes one of each deduction), and any payment provider so far.

#![forbid(unsafe_code)]

mod api;
mod app;
mod audit;
mod clients;
mod config;
pub mod domain;
mod error;
mod events;
mod metrics;
mod sagas;
mod service;
mod storage;

use o2c_store::{Migration, TablePrivileges};

pub use audit::audit;
pub use config::PaymentsConfig;
pub use error::PaymentsError;
pub use service::{Payments, open};

/// The name of the service, of its database and of its consumer.
pub const NAME: &str = "payments";

/// Whose facts it takes.
pub const PRODUCERS: &[&str] = &["receivables"];

/// The schema, without the platform's.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    storage::MIGRATIONS.to_vec()
}

/// What the role that runs the service may do with its own tables.
pub const PRIVILEGES: &[TablePrivileges] = storage::PRIVILEGES;
