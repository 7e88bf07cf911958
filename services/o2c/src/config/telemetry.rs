//! What a process tells of itself.

use std::net::SocketAddr;

use o2c_runtime::telemetry::{DEFAULT_FILTER, TelemetryOptions, is_filter};
use serde::{Deserialize, Serialize};

use super::Config;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// An object a line.
    Json,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelemetrySection {
    pub log_format: LogFormat,
    /// Which lines are written, as in `warn,o2c_saga=info`; the variable `O2C_LOG` goes before it.
    pub log_level: String,
    /// Address and port of the metrics and of `/livez`, `/readyz`, `/startupz`. Empty: none.
    pub metrics_listen: String,
    /// Where a collector takes traces, by OTLP over gRPC, as in `http://127.0.0.1:4317`. Empty: they go nowhere.
    pub otlp_endpoint: String,
    /// The share of traces that begin here and are kept, 0 to 1. What others began is kept where they keep it.
    pub traces_sample_ratio: f64,
    /// Tells the replicas of a role apart. Empty: the name of the host.
    pub service_instance: String,
}

impl Default for TelemetrySection {
    fn default() -> Self {
        Self {
            log_format: LogFormat::Text,
            log_level: DEFAULT_FILTER.to_owned(),
            metrics_listen: String::new(),
            otlp_endpoint: String::new(),
            traces_sample_ratio: 0.1,
            service_instance: String::new(),
        }
    }
}

impl Config {
    /// How a process of this role logs and traces.
    #[must_use]
    pub fn telemetry(&self, role: &str) -> TelemetryOptions {
        let telemetry = &self.telemetry;
        TelemetryOptions {
            json: telemetry.log_format == LogFormat::Json,
            filter: telemetry.log_level.clone(),
            service: role.to_owned(),
            instance: match telemetry.service_instance.as_str() {
                "" => host(),
                given => given.to_owned(),
            },
            otlp_endpoint: (!telemetry.otlp_endpoint.is_empty()).then(|| telemetry.otlp_endpoint.clone()),
            sample_ratio: telemetry.traces_sample_ratio,
        }
    }

    /// Where the process can be watched; none where it is not to be.
    pub fn metrics_listen(&self) -> anyhow::Result<Option<SocketAddr>> {
        let text = self.telemetry.metrics_listen.as_str();
        if text.is_empty() {
            return Ok(None);
        }
        let address = text.parse();
        address.map(Some).map_err(|_| anyhow::anyhow!("telemetry.metrics_listen: {text} is no address and port"))
    }

    pub(super) fn check_telemetry(&self, wrong: &mut Vec<String>) {
        let telemetry = &self.telemetry;
        if !is_filter(&telemetry.log_level) {
            wrong.push(format!("telemetry.log_level: {} is no filter such as warn,o2c_saga=info", telemetry.log_level));
        }
        match self.metrics_listen() {
            Ok(Some(address)) if address == self.server.listen && address.port() != 0 => {
                wrong.push("telemetry.metrics_listen: is another port than server.listen".to_owned());
            }
            Ok(_) => {}
            Err(error) => wrong.push(error.to_string()),
        }
        let endpoint = telemetry.otlp_endpoint.as_str();
        let valid = endpoint.strip_prefix("http://").is_some_and(|rest| !rest.is_empty() && !rest.contains('@'));
        if !endpoint.is_empty() && !valid {
            wrong.push("telemetry.otlp_endpoint: is http:// and a host, without a password".to_owned());
        }
        if !(0.0..=1.0).contains(&telemetry.traces_sample_ratio) {
            wrong.push(format!("telemetry.traces_sample_ratio: is 0 to 1, not {}", telemetry.traces_sample_ratio));
        }
    }
}

/// In a cluster, the pod's.
fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    name.trim().to_owned()
}
