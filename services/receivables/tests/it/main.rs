//! The service through its generated client, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
#![expect(clippy::expect_used, reason = "a test fails where it stands")]

mod ageing;
mod audits;
mod bad_input;
mod cash;
mod closing;
mod credit_notes;
mod desk;
mod disputes;
mod documents;
mod figures;
mod hostile;
mod ledger;
mod lists;
mod news;
mod opening;
mod races;
mod reversals;
mod walls;
mod write_offs;
