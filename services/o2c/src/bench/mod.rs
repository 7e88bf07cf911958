//! The benchmark: what this program does in a second on this machine, beside what the machine could do at most.
//!
//! Everything goes through the public API, every commit is durable, and a run counts only if the audit at its end is
//! clean. A rate is printed beside the ceiling of the same run: that ratio is what can be compared between machines.

pub mod audit_run;
mod book;
mod ceiling;
pub mod cycle;
mod figure;
pub mod gateway;
mod ground;
pub mod growth;
pub mod interactive;
mod latency;
mod machine;
pub mod open_items;
mod outcome;
mod pages;
pub mod saturation;
mod single_commit;
mod written;

pub use ground::{Engine, GroundOptions};
pub use outcome::Outcome;
