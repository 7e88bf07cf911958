//! Billing through its client and its consumer, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends the test")]

mod audits;
mod bench;
mod corrections;
mod deliveries;
mod disputes;
mod inputs;
mod lists;
mod messages;
mod numbers;
mod returns;
mod shipments;
mod taxes;
mod world;
