//! The tables of messaging, and the only SQL of this crate.

pub(crate) mod backlog;
pub(crate) mod cursor;
pub(crate) mod dead_letter;
mod entities;
pub(crate) mod heads;
pub(crate) mod health;
pub(crate) mod held;
pub(crate) mod inbox_lock;
pub(crate) mod incarnation;
pub(crate) mod lease;
mod migrations;
pub(crate) mod outbox;
pub(crate) mod parked;
mod privileges;
pub(crate) mod record;
pub(crate) mod stream;
pub(crate) mod unpublished;
pub(crate) mod witness;

pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;
