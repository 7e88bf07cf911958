//! The public edge of o2c: HTTP/JSON for every RPC that the contract offers, beside gRPC and gRPC-Web, on one port.
//!
//! Owns: transcoding by the descriptors alone ([`Gateway`]; no handler is written by hand), the canonical JSON of
//! protobuf, problems (RFC 9457) for every failure, and the OpenAPI document with its page, made from the same
//! descriptors.
//!
//! Also owns who may pass ([`Admission`]): access tokens of known issuers ([`Issuers`]), API keys ([`ApiKeys`]),
//! roles resolved into scopes, quotas of tenants.
//!
//! Deliberately absent: business rules, sockets (the runtime's), signing what goes on to services (`o2c-rpc`).

#![forbid(unsafe_code)]

mod admission;
mod api_keys;
mod body;
mod documents;
mod edge;
mod facts;
mod gateway;
mod headers;
mod json;
pub mod listing;
mod negotiate;
mod oidc;
mod openapi;
mod options;
mod problem;
mod quota;
mod routes;
mod template;
mod transcode;

pub use admission::{Admission, AdmissionRules, Proof};
pub use api_keys::ApiKeys;
pub use facts::{canonical_json, facts};
pub use gateway::Gateway;
pub use json::Unwritable;
pub use oidc::{FetchError, IssuerError, IssuerOptions, Issuers};
pub use openapi::document;
pub use options::GatewayOptions;
pub use quota::{QuotaOptions, Quotas, Strangers};
pub use routes::GatewayError;
