//! The service through its own client, on both engines.

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
