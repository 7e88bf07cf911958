//! The service through its generated client, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod audits;
mod bad_input;
mod disputes;
mod dunning;
mod endings;
mod races;
mod walls;
mod worklist;
mod world;
