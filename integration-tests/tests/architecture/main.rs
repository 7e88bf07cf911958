//! The laws of the blueprint, each a test over the source itself.

#![expect(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

mod charts;
mod dependencies;
mod expand;
mod faults;
mod handbook;
mod layers;
mod migrations;
mod retention;
mod size;
mod source;
mod style;
mod supply;
