//! What an installation sets.

use std::{path::PathBuf, time::Duration};

use o2c_kernel::KEPT_DAYS;
use serde::{Deserialize, Serialize};

/// The section `webhooks` of the configuration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhooksConfig {
    /// Whether endpoints outside are told what happens. Then the gateway has a database, and takes in all facts.
    pub enabled: bool,
    /// The keys that secrets follow from, 32 bytes in hexadecimal each: the first makes new ones, those behind it are of
    /// secrets that were made before it. Empty: a key beside the files of the databases, where everything runs in one
    /// process.
    pub key_files: Vec<PathBuf>,
    /// Lets endpoints be in the clear and on this machine or network: for development only.
    pub insecure_endpoints: bool,
    /// Certificates (PEM) of authorities that are believed of endpoints, in place of the public ones. Empty: those.
    pub authorities_file: PathBuf,
    /// How long an endpoint may take to answer.
    pub timeout_seconds: u64,
    /// Attempts under way at the same time in this process.
    pub concurrency: usize,
    /// Of those, to one endpoint; to one that fails, a single one.
    pub endpoint_concurrency: usize,
    /// How long events and what became of them are kept, [`KEPT_DAYS`] at most: they name persons.
    pub retention_days: u64,
    /// Subscriptions that a tenant may have.
    pub subscriptions_per_tenant: u32,
}

impl Default for WebhooksConfig {
    fn default() -> Self {
        Self {
            enabled: false,
            key_files: Vec::new(),
            insecure_endpoints: false,
            authorities_file: PathBuf::new(),
            timeout_seconds: 15,
            concurrency: 64,
            endpoint_concurrency: 8,
            retention_days: KEPT_DAYS,
            subscriptions_per_tenant: 50,
        }
    }
}

impl WebhooksConfig {
    pub(crate) const fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }

    pub(crate) const fn retention(&self) -> Duration {
        Duration::from_secs(self.retention_days.saturating_mul(24 * 60 * 60))
    }
}
