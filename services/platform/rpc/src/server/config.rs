//! The bounds of a server.

use std::time::Duration;

use super::caller::Authentication;

/// A larger message waits for one of the places for large ones before more of it is read.
pub const SMALL_MESSAGE: usize = 256 * 1024;

/// How much a server does at once and for how long, and how it knows who calls. Every number is a bound (law 10).
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// For a call that names no deadline.
    pub default_deadline: Duration,
    /// However long a call may ask for.
    pub max_deadline: Duration,
    /// Calls at work at the same time.
    pub concurrency: usize,
    /// Calls that wait for a place.
    pub queue: usize,
    /// What the message of a call may weigh: a batch of 1,000 orders of five lines is half of it. More than 4 MiB a
    /// generated server would not decode.
    pub message_bytes: usize,
    /// Calls whose message weighs more than [`SMALL_MESSAGE`]: the memory of a server is bounded by their number times
    /// `message_bytes`, and not by that of all calls.
    pub large_messages: usize,
    /// What a call that is shed is told to wait.
    pub retry_after: Duration,
    pub authentication: Authentication,
}

impl Default for ServerConfig {
    fn default() -> Self {
        ServerConfig {
            default_deadline: Duration::from_secs(10),
            max_deadline: Duration::from_secs(120),
            concurrency: 256,
            queue: 1024,
            message_bytes: 1024 * 1024,
            large_messages: 16,
            retry_after: Duration::from_millis(100),
            authentication: Authentication::default(),
        }
    }
}
