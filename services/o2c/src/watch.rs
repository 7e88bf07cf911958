//! How a process is watched, as its configuration says: logs, traces, and the port of its metrics.

use o2c_runtime::{
    Endpoint, Gauges,
    telemetry::{PushedMetrics, Telemetry},
};

use crate::config::Config;

/// Watched until it is ended.
pub struct Watch {
    telemetry: Telemetry,
    /// None where metrics are only read.
    pushed: Option<PushedMetrics>,
    /// None where no port is to be had.
    pub endpoint: Option<Endpoint>,
}

impl Watch {
    /// Before anything is opened, so that a start that takes long can be watched as well.
    pub async fn start(config: &Config, role: &str) -> anyhow::Result<Self> {
        let options = config.telemetry(role);
        let telemetry = o2c_runtime::telemetry::start_with(&options)?;
        let pushed = PushedMetrics::start(&options)?;
        let endpoint = match config.metrics_listen()? {
            Some(address) => Some(Endpoint::bind(address).await?),
            None => None,
        };
        Ok(Self { telemetry, pushed, endpoint })
    }

    /// The process serves.
    pub fn ready(&self, gauges: Gauges) {
        if let Some(pushed) = &self.pushed {
            pushed.ready(gauges.clone());
        }
        if let Some(endpoint) = &self.endpoint {
            endpoint.ready(gauges);
        }
    }

    /// The process takes no new calls.
    pub fn stopping(&self) {
        if let Some(endpoint) = &self.endpoint {
            endpoint.stopping();
        }
    }

    /// Last: what was drained is still told.
    pub async fn end(self) {
        if let Some(endpoint) = self.endpoint {
            endpoint.shutdown().await;
        }
        if let Some(pushed) = self.pushed {
            pushed.shutdown().await;
        }
        self.telemetry.shutdown().await;
    }
}
