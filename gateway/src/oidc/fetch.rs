//! Asks an issuer for its keys: one GET over HTTPS, bounded in time and size, following nobody anywhere.

use std::{net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

const PATIENCE: Duration = Duration::from_secs(5);
const MOST_BYTES: usize = 256 * 1024;

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("`{0}` is no https address (http on loopback only)")]
    Address(String),
    #[error("the certificates of {0} cannot be read")]
    Authorities(String),
    #[error("{0} cannot be reached")]
    Unreachable(String, #[source] std::io::Error),
    #[error("{0} does not speak as it should")]
    Protocol(String, #[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("{0} answers {1}")]
    Status(String, StatusCode),
    #[error("{0} does not answer in time")]
    Slow(String),
}

/// An address, and what its certificate is checked against.
pub(super) struct Source {
    uri: Uri,
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
}

impl Source {
    pub(super) fn parse(address: &str) -> Result<Self, FetchError> {
        let wrong = || FetchError::Address(address.to_owned());
        let uri: Uri = address.parse().map_err(|_| wrong())?;
        let host = uri.host().ok_or_else(wrong)?.trim_matches(['[', ']']).to_owned();
        let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let (tls, port) = match uri.scheme_str() {
            Some("https") => (Some(connector(public())), 443),
            // What travels in the clear, anybody on the way can replace.
            Some("http") if loopback => (None, 80),
            _ => return Err(wrong()),
        };
        let port = uri.port_u16().unwrap_or(port);
        Ok(Self { uri, host, port, tls })
    }

    /// With certificates of one's own in place of the public ones, where a file is named.
    pub(super) fn trusting(mut self, file: &str) -> Result<Self, FetchError> {
        if file.is_empty() || self.tls.is_none() {
            return Ok(self);
        }
        let unreadable = || FetchError::Authorities(file.to_owned());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(file).map_err(|_| unreadable())? {
            roots.add(certificate.map_err(|_| unreadable())?).map_err(|_| unreadable())?;
        }
        if roots.is_empty() {
            return Err(unreadable());
        }
        self.tls = Some(connector(roots));
        Ok(self)
    }

    pub(super) async fn get(&self) -> Result<Bytes, FetchError> {
        let answered = tokio::time::timeout(PATIENCE, self.answer()).await;
        answered.unwrap_or_else(|_elapsed| Err(FetchError::Slow(self.uri.to_string())))
    }

    async fn answer(&self) -> Result<Bytes, FetchError> {
        let unreachable = |source| FetchError::Unreachable(self.uri.to_string(), source);
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(unreachable)?;
        match &self.tls {
            None => self.ask(stream).await,
            Some(tls) => {
                let name = ServerName::try_from(self.host.clone()).map_err(|error| self.protocol(error))?;
                let stream = tls.connect(name, stream).await.map_err(unreachable)?;
                self.ask(stream).await
            }
        }
    }

    async fn ask<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(&self, stream: S) -> Result<Bytes, FetchError> {
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| self.protocol(error))?;
        let running = tokio::spawn(connection);
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let host = self.uri.authority().map(ToString::to_string).unwrap_or_default();
        let request = Request::get(path)
            .header(header::HOST, host)
            .header(header::ACCEPT, "application/json")
            .body(Empty::<Bytes>::new())
            .map_err(|error| self.protocol(error))?;
        let answer = async {
            let response = sender.send_request(request).await.map_err(|error| self.protocol(error))?;
            if response.status() != StatusCode::OK {
                return Err(FetchError::Status(self.uri.to_string(), response.status()));
            }
            let body = Limited::new(response.into_body(), MOST_BYTES).collect().await;
            Ok(body.map_err(|error| FetchError::Protocol(self.uri.to_string(), error))?.to_bytes())
        };
        let answer = answer.await;
        running.abort();
        answer
    }

    fn protocol(&self, error: impl std::error::Error + Send + Sync + 'static) -> FetchError {
        FetchError::Protocol(self.uri.to_string(), Box::new(error))
    }
}

fn public() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

fn connector(roots: RootCertStore) -> TlsConnector {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    // The default versions are those that the provider has.
    #[expect(clippy::expect_used, reason = "ring has the ciphers of both versions: a constant of two libraries")]
    let config = versions.expect("TLS 1.2 and 1.3").with_root_certificates(roots).with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_over_https_or_from_this_machine() {
        for fine in
            ["https://people.example/keys", "http://127.0.0.1:8080/keys", "http://[::1]/keys", "http://localhost/"]
        {
            assert!(Source::parse(fine).is_ok(), "{fine}");
        }
        for wrong in ["http://people.example/keys", "ftp://people.example", "people.example/keys", "", "https:///keys"]
        {
            assert!(Source::parse(wrong).is_err(), "{wrong}");
        }
    }
}
