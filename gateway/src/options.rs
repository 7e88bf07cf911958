//! The bounds of the edge.

use std::time::Duration;

/// What a request may weigh and how much is done at once. Every number is a bound (law 10).
#[derive(Clone, Debug)]
pub struct GatewayOptions {
    /// What the body of a request may weigh: a batch of 1,000 documents fits.
    pub body_bytes: usize,
    /// What the message that a service answers may weigh.
    pub answer_bytes: usize,
    /// Path and query together.
    pub uri_bytes: usize,
    /// All other headers together.
    pub header_bytes: usize,
    /// Requests at work at the same time.
    pub concurrency: usize,
    /// Of those, how many may hold a body of more than [`SMALL_BODY`](crate::body) bytes: memory is bounded by this
    /// times `body_bytes`.
    pub large_bodies: usize,
    /// For a request that names no deadline.
    pub default_deadline: Duration,
    /// However long a request may ask for.
    pub max_deadline: Duration,
    /// What a request that finds no place is told to wait.
    pub retry_after: Duration,
}

impl Default for GatewayOptions {
    fn default() -> Self {
        Self {
            body_bytes: 8 * 1024 * 1024,
            answer_bytes: 32 * 1024 * 1024,
            // 1,000 ids of a batch in a query, and what `http` can hold at all
            uri_bytes: 60_000,
            header_bytes: 32 * 1024,
            concurrency: 1024,
            large_bodies: 16,
            default_deadline: Duration::from_secs(10),
            max_deadline: Duration::from_secs(120),
            retry_after: Duration::from_millis(500),
        }
    }
}
