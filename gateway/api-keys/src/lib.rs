//! API keys for machines: an id that is no secret, and 256 bits that are. Of those only a hash is kept; a key has roles,
//! an end, and can be taken back within seconds.
//!
//! Owns the table of keys, who may make which ([`ApiKeysService`], `o2c.gateway.v1`), and the look-up by which the edge
//! lets a key in ([`KeyStore`]).
//!
//! Deliberately absent: the edge itself, what it remembers of keys and for how long (`o2c-gateway`).

#![forbid(unsafe_code)]

mod api;
mod app;
pub mod domain;
mod error;
mod look_up;
mod secret;
mod service;
mod storage;

use o2c_store::{Migration, TablePrivileges};

pub use app::{Create, KeysPage, PageQuery, create_one, list_api_keys, revoke_one};
pub use error::ApiKeysError;
pub use look_up::{KeyStore, Known};
pub use secret::{Secret, looks_like_one};
pub use service::ApiKeys;

/// Its tables, to be applied after those of the platform, before those of webhooks.
pub const MIGRATIONS: &[Migration] = storage::MIGRATIONS;

/// Its tables that came later.
pub const LATER_MIGRATIONS: &[Migration] = storage::LATER_MIGRATIONS;

/// What the role that runs the gateway may do with them.
pub const PRIVILEGES: &[TablePrivileges] = storage::PRIVILEGES;
