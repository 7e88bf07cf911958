//! The service through its own client, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod allocation;
mod credit_stub;
mod laws;
mod orders;
mod races;
mod returns;
mod shipping;
mod stock;
mod volume;
mod wire;
mod world;
