//! Calls to other services; never inside a transaction.

pub mod credit;
