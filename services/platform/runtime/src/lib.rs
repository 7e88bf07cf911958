//! Runs services: gives each its environment, wires their facts, starts and stops their workers, answers what is still
//! under way, serves them on a socket.
//!
//! Owns the lifecycle: all consumers are subscribed before the first relay starts, and everything is drained in the
//! other order. Deliberately absent: any knowledge of a particular service, and reading configuration files (the
//! binary's).

mod audit_trail_service;
mod backlog;
mod clock_service;
mod endpoint;
mod environment;
mod events_service;
mod gauges;
mod node;
pub mod remote;
pub mod retention;
mod runtime_service;
mod server;
mod service;
mod settled;
mod socket;
mod switchboard;
pub mod telemetry;
mod trails;

pub use backlog::{Backlog, ServiceBacklog};
pub use endpoint::Endpoint;
pub use environment::Environment;
pub use gauges::Gauges;
pub use node::{Node, NodeError, NodeOptions};
pub use server::{Listening, ServeError, Socket, serve};
pub use service::{OpenError, Opened, Service};
pub use socket::Secured;
pub use switchboard::Switchboard;
