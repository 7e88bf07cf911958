//! Analytics: the book of facts. An append-only archive of every fact of every service, and the measures that are kept
//! from it as facts come in.
//!
//! Owns the archive, the facts per document (issued, owed, shipped, paid), their sums per day, and the definitions of
//! the KPIs. A KPI is a formula over sums of days; each of its terms drills to the documents that sum to it.
//!
//! Deliberately absent: any decision about an order, an invoice or money (analytics is never asked before something
//! happens), facts of its own, any call of another service, floating point, and forecasts.
//!
//! Start with [`domain::Book`] and [`domain::DEFINITIONS`].

#![forbid(unsafe_code)]

mod api;
mod app;
mod audit;
pub mod domain;
mod error;
mod events;
mod service;
mod storage;

use std::sync::Arc;

use o2c_audit::Audit;
use o2c_messaging::HeadSource;
use o2c_store::{Migration, Store, TablePrivileges};

pub use service::{Analytics, open};

/// The service, its database and its consumer are called so.
pub const NAME: &str = "analytics";

/// Whose facts its consumer takes: all of them.
pub const PRODUCERS: &[&str] =
    &["orders", "credit", "fulfillment", "billing", "receivables", "payments", "collections"];

/// Its tables, to be applied after those of the platform.
pub fn migrations() -> Vec<Migration> {
    storage::MIGRATIONS.to_vec()
}

/// What the role that runs the service may do with its own tables.
pub const PRIVILEGES: &[TablePrivileges] = storage::PRIVILEGES;

/// Its laws, over a store that may be open for reading only.
pub fn audit(store: Store) -> Box<dyn Audit> {
    audit::audit(store)
}

/// Its archive, over a store that may be open for reading only: what a producer has stated, should it be restored and know it
/// no more.
pub fn archive(store: Store, producer: &str) -> Arc<dyn HeadSource> {
    Arc::new(events::ArchivedFacts::new(store, producer))
}
