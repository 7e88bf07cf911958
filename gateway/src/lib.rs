//! The public edge of o2c: HTTP/JSON for every RPC that the contract offers, beside gRPC and gRPC-Web, on one port.
//!
//! Owns: transcoding by the descriptors alone ([`Gateway`]; no handler is written by hand), the canonical JSON of
//! protobuf, problems (RFC 9457) for every failure, and the OpenAPI document with its page, made from the same
//! descriptors.
//!
//! Deliberately absent: business rules, sockets (the runtime's), and authentication: who calls is what
//! [`identity`](crate::identity) takes from trusted headers, and only that file will change when callers prove
//! themselves. Nothing is cached and nothing is kept between two requests.

#![forbid(unsafe_code)]

mod body;
mod documents;
mod edge;
mod gateway;
mod headers;
mod identity;
mod json;
mod negotiate;
mod openapi;
mod options;
mod problem;
mod routes;
mod template;
mod transcode;

pub use gateway::Gateway;
pub use openapi::document;
pub use options::GatewayOptions;
pub use routes::GatewayError;
