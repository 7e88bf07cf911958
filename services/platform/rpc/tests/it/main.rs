//! The stacks and the bodies of RPC methods, over a real tonic service and without a socket where none is the point.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod callers;
mod contracts;
mod deadlines;
mod detaching;
mod identities;
mod internals;
mod parsing;
mod refusals;
mod replies;
mod requests;
mod retries;
mod roles;
mod shedding;
mod sizes;
mod sockets;
mod statuses;
mod subject;
