//! The service through its generated client, on SQLite and on PostgreSQL.

mod audits;
mod bad_input;
mod disputes;
mod dunning;
mod races;
mod volume;
mod walls;
mod worklist;
mod world;
