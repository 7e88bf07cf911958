//! Everything gRPC that all services share, and nothing that only one of them knows.
//!
//! Owns: [`Transport`], the server stack ([`server::stack`]) and the client stack ([`client::client`]), the contract
//! that methods carry as options ([`Contract`]), the way of a request into a command ([`parse`], [`request`],
//! [`reply`]) and of a result or an error back onto the wire ([`wire`], [`status`]).
//!
//! Deliberately absent: sockets and TLS (the runtime's), databases, retries of anything but UNAVAILABLE, and any use
//! of the settings of tonic's transport: a local and a remote call behave alike because every layer is ours.
//!
//! # The body of an RPC
//!
//! [`reply::one`], [`reply::many`] and [`reply::read`] take plain `async fn`s. Inside `#[tonic::async_trait]` the
//! futures are `Send`, because a function item's future has a known type; a *closure* that borrows its arguments is
//! not general enough, so pass functions:
//!
//! ```ignore
//! async fn submit_order(&self, request: Request<SubmitOrderRequest>) -> Result<Response<Order>, Status> {
//!     reply::one(&*self.orders, request, submit_order::parse, app::submit_orders).await
//! }
//! ```

#![forbid(unsafe_code)]

mod bytes_codec;
pub mod call;
pub mod client;
pub mod contract;
mod error;
mod layer;
mod measured;
pub mod parse;
pub mod remote;
pub mod reply;
pub mod request;
mod seldom;
pub mod server;
mod signing;
pub mod status;
pub mod timeout;
mod transport;
pub mod wire;

pub use bytes_codec::BytesCodec;
pub use call::{call, outbound};
pub use contract::{Access, Contract, ContractError};
pub use error::DOMAIN;
pub use reply::Host;
pub use server::RequestId;
pub use status::InvalidRequest;
pub use transport::Transport;
