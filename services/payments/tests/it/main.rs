//! Payments through its generated client, on SQLite and on PostgreSQL, with a stand-in for receivables.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests say what is wrong by failing")]

mod applying;
mod audits;
mod bad_input;
mod bank;
mod deciding;
mod exceptions;
mod importing;
mod open_items;
mod owner;
mod races;
mod restored;
mod throughput;
