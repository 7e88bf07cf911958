//! The service through its generated client, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod accounts;
mod audits;
mod bad_input;
mod checks;
mod desk;
mod facts;
mod news;
mod queue;
mod races;
mod replays;
mod reservations;
mod restored;
mod sizes;
mod stated;
mod walls;
