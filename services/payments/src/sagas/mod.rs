//! What goes on by itself, one a file.

mod apply_cash;
mod match_receipt;
#[cfg(test)]
mod trio_tests;

pub use apply_cash::{ApplyCash, orders as apply_orders};
pub use match_receipt::{MatchReceipt, starts as match_starts};
