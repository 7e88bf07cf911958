//! The public edge.

use std::time::Duration;

use o2c_gateway::GatewayOptions;
use serde::{Deserialize, Serialize};

use super::Config;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewaySection {
    /// What the body of an HTTP request may weigh.
    pub body_bytes: usize,
    /// What the message that a service answers may weigh.
    pub answer_bytes: usize,
    /// HTTP requests at work at the same time; further ones are told to come back.
    pub concurrency: usize,
    /// Of those, how many may hold a large body.
    pub large_bodies: usize,
    /// Requests a second that a tenant may make in the long run; 0 = as many as it likes.
    pub quota_per_second: u32,
    /// Requests that it may make at once, after a rest.
    pub quota_burst: u32,
    /// Requests a second from one address that do not prove who calls, in the long run; 0 = as many as it likes.
    pub unauthenticated_per_second: u32,
    /// Such requests at once, after a rest.
    pub unauthenticated_burst: u32,
    /// Proxies before the gateway that write down where a request came from (`X-Forwarded-For`). Of what the header says,
    /// what these have written is believed, and nothing else.
    pub trusted_proxies: usize,
}

impl Default for GatewaySection {
    fn default() -> Self {
        let options = GatewayOptions::default();
        Self {
            body_bytes: options.body_bytes,
            answer_bytes: options.answer_bytes,
            concurrency: options.concurrency,
            large_bodies: options.large_bodies,
            quota_per_second: 0,
            quota_burst: 200,
            unauthenticated_per_second: 10,
            unauthenticated_burst: 100,
            trusted_proxies: 0,
        }
    }
}

impl Config {
    /// The bounds of the edge; its deadlines are those of the services behind it.
    #[must_use]
    pub fn gateway(&self) -> GatewayOptions {
        GatewayOptions {
            body_bytes: self.gateway.body_bytes,
            answer_bytes: self.gateway.answer_bytes,
            concurrency: self.gateway.concurrency,
            large_bodies: self.gateway.large_bodies,
            default_deadline: Duration::from_secs(self.server.default_deadline_seconds),
            max_deadline: Duration::from_secs(self.server.max_deadline_seconds),
            ..GatewayOptions::default()
        }
    }
}
