//! Analytics through its generated client, fed by its own consumer, on both engines.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests stop at the first surprise, and tell how fast they were")]

mod archive;
mod drill;
mod kpis;
mod laws;
mod requests;
mod speed;
mod story;
mod trail;
mod world;
