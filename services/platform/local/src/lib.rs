//! Servers that run on this machine for a while: what a whole local mesh, a benchmark or a test of failures needs beside
//! the product itself.
//!
//! Owns: child processes that end with their parent, can be killed at any moment and started again; a PostgreSQL cluster
//! and a NATS server of one's own, each in a directory, on a port of loopback; roads between them that can be cut. Deliberately absent: anything that a
//! production would use (there an operator runs these), any knowledge of a service, and installing programs.

#![forbid(unsafe_code)]

mod child;
mod clients;
mod error;
pub mod machine;
mod nats;
mod port;
mod postgres;
pub mod programs;
mod proxy;
mod secret;

pub use child::Child;
pub use clients::{Clients, Load};
pub use error::LocalError;
pub use nats::Nats;
pub use port::free_port;
pub use postgres::{Durability, Postgres};
pub use proxy::{Proxy, Road};
pub use secret::secret_file;
