//! What was done, written in the transaction that does it: the entries of the audit trail, one for a set.
//!
//! Owns: the tables of the trail, the canonical form of an entry, and the writing of entries. An entry says who, on whose
//! behalf, by which method and from where, and of each item what it named and whether it was accepted; and which
//! documents the transaction has changed, from which version to which: these are gathered where rows are written, so that
//! no use case can forget one. Who it was, and why, stands apart under a key ([`subject`]). Deliberately absent: sealing, signing and finding (`o2c-audit-trail`).

mod append;
mod encoding;
pub mod entities;
mod entry;
mod journal;
mod known;
pub mod subject;
mod tables;

pub use append::{append_of_call, append_of_system};
pub(crate) use append::{append_set, refuse_set, refused_items};
pub use entry::{Change, Entry, EntryItem, EntryKind, Name};
pub use journal::mention;
pub(crate) use journal::{Journal, record};
pub(crate) use known::KnownSubjects;
pub(crate) use tables::{APART, FIRST, PRIVILEGES};
