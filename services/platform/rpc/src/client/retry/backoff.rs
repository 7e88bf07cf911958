//! How long to wait before the next try.

use std::time::Duration;

use o2c_kernel::random_u64;
use tonic::Status;

use super::super::config::ClientConfig;
use crate::status;

/// Doubles, with full jitter, so that callers that failed together do not come back together.
pub(super) struct Backoff {
    first: Duration,
    max: Duration,
}

impl Backoff {
    pub(super) fn new(config: &ClientConfig) -> Backoff {
        Backoff { first: config.first_backoff, max: config.max_backoff }
    }

    /// After the given try, from 1. A server that names a delay knows better: never sooner than that.
    pub(super) fn wait(&self, attempt: u32, answer: &Status) -> Duration {
        let ceiling = self.first.saturating_mul(1 << (attempt - 1).min(16)).min(self.max);
        let micros = u64::try_from(ceiling.as_micros()).unwrap_or(u64::MAX).max(1);
        let jitter = Duration::from_micros(random_u64() % micros);
        status::retry_delay(answer).unwrap_or_default().saturating_add(jitter)
    }
}
