//! One command a file.

use std::io::Write;

pub mod api_keys;
pub mod audit;
pub mod audit_trail;
pub mod bench;
pub mod config;
pub mod demo;
pub mod events;
pub mod export;
pub mod import;
pub mod migrate;
pub mod recover;
pub mod roles;
pub mod sagas;
pub mod serve;
mod signals;
pub mod token;
pub mod up;

/// A line on standard output. Unlike `println!` it does not panic when nobody reads.
pub(crate) fn say(line: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// An error with its causes, on standard error.
pub(crate) fn complain(error: &anyhow::Error) {
    let _ = writeln!(std::io::stderr(), "o2c: {error:#}");
}
