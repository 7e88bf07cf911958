//! The rows, as sea-orm knows them.

pub mod saga;
pub mod saga_change;
pub mod saga_lease;
pub mod saga_step;
