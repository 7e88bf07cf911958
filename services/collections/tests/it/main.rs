//! The service through its generated client, on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests stop at the first surprise, and tell how fast they were"
)]

mod audits;
mod bad_input;
mod disputes;
mod dunning;
mod races;
mod volume;
mod walls;
mod worklist;
mod world;
