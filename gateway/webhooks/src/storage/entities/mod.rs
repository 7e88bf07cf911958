//! The tables.

pub mod attempt;
pub mod delivery;
pub mod event;
pub mod lane;
pub mod secret;
pub mod subscription;
