//! What a process tells of itself.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use o2c_runtime::telemetry::{CollectorOptions, DEFAULT_FILTER, TelemetryOptions, is_filter};
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
    /// Where a collector takes traces and metrics, by OTLP over gRPC, as in `http://127.0.0.1:4317` or
    /// `https://collector:4317`. Empty: they go nowhere.
    pub otlp_endpoint: String,
    /// Who signed the collector's certificate, in PEM: needed for `https://`.
    pub otlp_ca_file: String,
    /// How often metrics are sent to the collector. 0: they are only read at `metrics_listen`.
    pub otlp_metrics_seconds: u32,
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
            otlp_ca_file: String::new(),
            otlp_metrics_seconds: 0,
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
            collector: self.collector(),
            sample_ratio: telemetry.traces_sample_ratio,
        }
    }

    fn collector(&self) -> Option<CollectorOptions> {
        let telemetry = &self.telemetry;
        let seconds = telemetry.otlp_metrics_seconds;
        (!telemetry.otlp_endpoint.is_empty()).then(|| CollectorOptions {
            endpoint: telemetry.otlp_endpoint.clone(),
            ca_file: (!telemetry.otlp_ca_file.is_empty()).then(|| PathBuf::from(&telemetry.otlp_ca_file)),
            metrics_every: (seconds > 0).then(|| Duration::from_secs(seconds.into())),
        })
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
        self.check_collector(wrong);
        if !(0.0..=1.0).contains(&telemetry.traces_sample_ratio) {
            wrong.push(format!("telemetry.traces_sample_ratio: is 0 to 1, not {}", telemetry.traces_sample_ratio));
        }
    }
}

impl Config {
    fn check_collector(&self, wrong: &mut Vec<String>) {
        let telemetry = &self.telemetry;
        let endpoint = telemetry.otlp_endpoint.as_str();
        if endpoint.is_empty() {
            if telemetry.otlp_metrics_seconds > 0 {
                wrong.push("telemetry.otlp_metrics_seconds: there is no telemetry.otlp_endpoint to send to".to_owned());
            }
            return;
        }
        let is_host = |rest: &str| !rest.is_empty() && !rest.contains('@');
        let (plain, secured) = (endpoint.strip_prefix("http://"), endpoint.strip_prefix("https://"));
        if !plain.or(secured).is_some_and(is_host) {
            wrong.push("telemetry.otlp_endpoint: is http:// or https:// and a host, without a password".to_owned());
        }
        if secured.is_some() == telemetry.otlp_ca_file.is_empty() {
            wrong.push("telemetry.otlp_ca_file: goes with an otlp_endpoint of https://, and only with one".to_owned());
        }
    }
}

/// In a cluster, the pod's.
fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    name.trim().to_owned()
}
