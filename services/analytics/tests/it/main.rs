//! Analytics through its generated client, fed by its own consumer, on both engines.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod archive;
mod drill;
mod kpis;
mod laws;
mod requests;
mod speed;
mod story;
mod trail;
mod world;
