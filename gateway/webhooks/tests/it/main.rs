//! Webhooks, from the fact to the endpoint.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on fails, and says what it skips")]

mod connecting;
mod dead;
mod deliveries;
mod endpoint;
mod requests;
mod signatures;
mod world;
