//! Sagas on both engines, with a toy saga over two ledgers of other services.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod lease;
mod ledger;
mod lifecycle;
mod order;
mod outage;
mod stuck;
mod toy;
mod trio;
