//! Services that run in other processes, as this one sees them.

mod audit_trail;
mod backlog;
mod calm;
mod clock;
mod front;
mod heads;

pub use front::front;
pub use heads::RemoteHeads;
