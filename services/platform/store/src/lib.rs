//! Transactions and sets of rows, on SQLite and on PostgreSQL through one door.
//!
//! Owns: connections, the one writer of a SQLite file, transactions, the only SQL that reads or writes sets of rows,
//! idempotency keys, the entries of the audit trail, gapless numbers and migrations. Deliberately absent: business rules, entities of services,
//! repositories, and any retry that a caller did not ask for.
//!
//! Start with [`Store`], then [`Tx`], [`set`] and [`Store::write_set`].

mod at_work;
mod checkpoint;
mod claimed;
mod commits;
mod connect;
mod connection;
mod engine;
mod error;
mod gauges;
pub mod idempotency;
mod lent;
mod marks;
mod migrate;
mod nested;
pub mod numbers;
mod options;
mod postgres;
mod scope;
pub mod set;
mod sql;
mod sqlstate;
pub mod trail;
mod transactions;
mod tx;
mod usage;
mod values;
mod write_set;
mod writer;

pub use at_work::Working;
pub use claimed::{Claimed, ClaimedItem};
pub use connect::Store;
pub use engine::Engine;
pub use error::{AsStoreError, StoreError};
pub use gauges::{Column, GaugeQuery};
pub use migrate::{MIGRATIONS, Migration, MigrationError, MigrationReport, PRIVILEGES, TablePrivileges};
pub use options::{Durability, PostgresOptions, SqliteOptions};
pub use scope::Scope;
pub use sql::Sql;
pub use tx::Tx;
pub use usage::PoolUsage;

/// A boxed future: what crosses a crate border is boxed, so that a service's handlers stay `Send` whatever iterator
/// they passed in, and so that binaries do not compile our futures again.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
