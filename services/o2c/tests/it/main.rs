//! The commands as a user types them, against a server that is a process of its own.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod erasing;
mod exports;
mod files;
mod imports;
mod killed;
mod secured;
mod server;
