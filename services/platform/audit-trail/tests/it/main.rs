//! The trail, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod entries;
mod erasing;
mod index;
mod listing;
mod refusals;
mod sealing;
mod shop;
mod tampering;
