//! The gateway as its callers see it, over a service that answers what a test wants; no socket where none is the point.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod answers;
mod bodies;
mod documents;
mod guarded;
mod headers;
mod listings;
mod paths;
mod protocols;
mod queries;
mod refusals;
mod robustness;
mod strangers;
mod streams;
mod subject;
