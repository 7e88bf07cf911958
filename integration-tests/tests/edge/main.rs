//! The whole mesh, seen through its public edge.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

mod approvals;
mod client;
mod hostile;
mod roles;
mod signed;
mod sockets;
mod story;
mod tls;
