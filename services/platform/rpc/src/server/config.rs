//! The bounds of a server.

use std::time::Duration;

/// How much a server does at once and for how long. Every number is a bound (law 10).
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
    /// What the message of a call may weigh.
    pub message_bytes: usize,
    /// What a call that is shed is told to wait.
    pub retry_after: Duration,
}

impl Default for ServerConfig {
    fn default() -> Self {
        ServerConfig {
            default_deadline: Duration::from_secs(10),
            max_deadline: Duration::from_secs(120),
            concurrency: 256,
            queue: 1024,
            message_bytes: 1024 * 1024,
            retry_after: Duration::from_millis(100),
        }
    }
}
