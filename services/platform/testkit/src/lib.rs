//! What tests of any service need: both databases, a broker, calls, and hostile surroundings. Knows no service.

mod calls;
mod database;
mod hostile;
mod kept;
mod nats;
mod plant;
pub mod postgres;
mod search;

pub use calls::call;
pub use database::{TestDatabase, engines, on_both_engines, on_both_engines_with};
pub use hostile::HostileBus;
pub use kept::Kept;
pub use nats::NatsServer;
pub use o2c_kernel::Chance;
pub use plant::plant;
pub use search::columns_holding;
