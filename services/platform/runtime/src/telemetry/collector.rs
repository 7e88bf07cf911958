//! The collector that takes what a process tells of itself, by OTLP over gRPC.

use std::{path::PathBuf, time::Duration};

use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};

/// How long a collector may take.
pub(super) const ANSWER: Duration = Duration::from_secs(5);

/// Where it is, and what it is told.
#[derive(Clone, Debug)]
pub struct CollectorOptions {
    /// `http://` or `https://`, host and port.
    pub endpoint: String,
    /// Who signed its certificate, in PEM; for `https://`.
    pub ca_file: Option<PathBuf>,
    /// How often metrics are sent; none: they are only read.
    pub metrics_every: Option<Duration>,
}

/// Why nothing can be sent to it.
#[derive(Debug, thiserror::Error)]
pub enum OtlpError {
    #[error("telemetry.otlp_endpoint: {endpoint} is no address of a collector")]
    Address { endpoint: String, source: tonic::transport::Error },
    #[error("telemetry.otlp_ca_file: {} cannot be read", path.display())]
    Authority { path: PathBuf, source: std::io::Error },
    #[error("telemetry.otlp_endpoint: traces cannot be sent to {endpoint}")]
    Exporter { endpoint: String, source: opentelemetry_otlp::ExporterBuildError },
}

impl CollectorOptions {
    /// A connection that is made when there is something to send. Needs the runtime of tokio.
    pub(super) fn channel(&self) -> Result<Channel, OtlpError> {
        let address = |source| OtlpError::Address { endpoint: self.endpoint.clone(), source };
        let mut endpoint = Endpoint::from_shared(self.endpoint.clone()).map_err(address)?.timeout(ANSWER);
        if let Some(path) = &self.ca_file {
            let authority =
                std::fs::read(path).map_err(|source| OtlpError::Authority { path: path.clone(), source })?;
            let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(authority));
            endpoint = endpoint.tls_config(tls).map_err(address)?;
        }
        Ok(endpoint.connect_lazy())
    }
}
