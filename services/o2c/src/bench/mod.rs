//! The benchmark: what this program does in a second on this machine, beside what the machine could do at most.
//!
//! Everything goes through the public API, every commit is durable, and a run counts only if the audit at its end is
//! clean. A rate is printed beside the ceiling of the same run: that ratio is what can be compared between machines.

mod business;
mod ceiling;
pub mod cycle;
mod figure;
mod ground;
mod machine;
mod memory;
mod written;

pub use ground::{Engine, GroundOptions};
