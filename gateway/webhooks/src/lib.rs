//! Webhooks: endpoints of others, told what happens here, signed as Standard Webhooks has it.
//!
//! Owns subscriptions and their secrets, the deliveries of events to them with every attempt, and the one way out of the
//! platform to addresses that somebody else names ([`sending`]). It takes in the facts of all services as any subscriber
//! does; a delivery is written in the transaction that takes the fact in, so that nothing is lost between the two.
//!
//! What holds: an event reaches an enabled endpoint at least once, always under one `webhook-id`, after all earlier ones of
//! its aggregate; a slow endpoint holds up nobody else; no address of a private network is ever connected.
//!
//! Deliberately absent: facts of its own on the bus, any call of a service, history from before a subscription was made
//! (analytics has it), and the values of secrets, which are kept nowhere.
//!
//! Start with [`domain::Delivery`], then `sending/dispatcher.rs`.

#![forbid(unsafe_code)]

mod api;
mod app;
mod audit;
mod config;
pub mod domain;
mod error;
mod events;
pub mod metrics;
pub mod sending;
mod service;
mod storage;

use o2c_store::{Migration, TablePrivileges};

pub use audit::audit;

pub use config::WebhooksConfig;
pub use service::{Webhooks, Wiring};

/// The database and the consumer are the gateway's.
pub const NAME: &str = "gateway";

/// Whose facts its consumer takes: all of them.
pub const PRODUCERS: &[&str] =
    &["orders", "credit", "fulfillment", "billing", "receivables", "payments", "collections"];

/// Its tables, to be applied after those of the platform and the gateway's own.
pub const MIGRATIONS: &[Migration] = storage::MIGRATIONS;

/// What the role that runs the gateway may do with them.
pub const PRIVILEGES: &[TablePrivileges] = storage::PRIVILEGES;
