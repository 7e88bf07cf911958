//! The store, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[cfg(feature = "failpoints")]
mod failpoints;
mod idempotency;
mod lent;
mod migrations;
mod numbers;
mod outages;
mod overtaken;
mod passwords;
mod pooling_proxy;
mod privileges;
mod send;
mod sets;
mod sqlite_build;
mod support;
mod transactions;
mod wall;
mod write_sets;
