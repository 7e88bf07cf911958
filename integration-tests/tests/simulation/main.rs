//! The seeded simulation: thousands of small businesses from the order to the cash, while processes die, the bus and the
//! network do what they like, and time goes by; the laws are held against every answer and against the whole book.
//!
//! A seed decides what people do and what befalls them. It does not decide how tasks interleave: a failure that needs
//! an interleaving may take more than one run of its seed to come again.

#![expect(clippy::unwrap_used, reason = "a simulation that cannot go on fails its test")]

mod batch;
mod chance;
mod consistency;
mod misfortune;
mod network;
#[cfg(feature = "planted")]
mod planted;
mod process;
mod regressions;
mod rest;
mod story;
mod thousands;
mod weather;
mod world;

/// Failpoints and planted bugs are the process's: one simulation at a time.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
