//! The bounds of a client.

use std::time::Duration;

/// How long a client waits and how often it tries. Every number is a bound (law 10).
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// For a call that names no deadline.
    pub default_deadline: Duration,
    /// Tries of one call, the first included.
    pub attempts: u32,
    /// The longest wait before the second try; doubles with each further one.
    pub first_backoff: Duration,
    /// The longest wait before any try, unless the server asks for more.
    pub max_backoff: Duration,
    /// Retries that may be saved up, so that a quiet client can retry at all.
    pub retry_reserve: u32,
}

impl Default for ClientConfig {
    fn default() -> Self {
        ClientConfig {
            default_deadline: Duration::from_secs(10),
            attempts: 3,
            first_backoff: Duration::from_millis(50),
            max_backoff: Duration::from_secs(2),
            retry_reserve: 10,
        }
    }
}
