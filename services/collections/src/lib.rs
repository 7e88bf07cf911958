//! Collections: whom to remind, whom to call, and what customers object to.
//!
//! Owns the dunning procedure (levels as versioned data), dunning cases, notices and runs, disputes with the deductions
//! that they came from, and the prioritised worklist. It keeps its own copy of open items from receivables' facts and
//! never corrects it.
//!
//! Deliberately absent: whatever is owed or paid (receivables decides, and flags a disputed item), credit notes
//! (billing issues them on `DisputeResolved`), the sending of letters, any call of another service.
//!
//! Start with [`domain::decide`] for dunning and [`domain::Dispute`] for disputes.

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

pub use config::CollectionsConfig;
pub use service::{Collections, open};

/// The service, its database, its consumer and its facts are called so.
pub const NAME: &str = "collections";

/// Whose facts its consumer takes in.
pub const PRODUCERS: &[&str] = &["receivables", "payments"];

/// Its tables, to be applied after those of the platform.
pub fn migrations() -> Vec<Migration> {
    storage::migrations::MIGRATIONS.to_vec()
}

/// What the role that runs the service may do with its own tables.
pub const PRIVILEGES: &[TablePrivileges] = storage::privileges::PRIVILEGES;

/// Its laws and figures, over a store that may be open for reading only.
pub fn audit(store: Store) -> Box<dyn Audit> {
    audit::audit(store)
}
