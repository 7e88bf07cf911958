//! One attempt: connects, posts, looks at the status. Nothing is followed, and nothing of the answer's body is read.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use o2c_kernel::{Deadline, machine_now};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio_rustls::TlsConnector;

use super::{Connected, Connector, Resolve, Signed, Target};
use crate::{
    config::WebhooksConfig,
    domain::{Attempt, Outcome},
};

/// What the head of an answer may weigh.
const HEAD_BYTES: usize = 16 * 1024;
const AGENT: &str = concat!("o2c-webhooks/", env!("CARGO_PKG_VERSION"));

/// Why nothing can be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum SenderError {
    #[error("webhooks.authorities_file: {0} holds no certificates")]
    Authorities(String),
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Post {
    pub url: String,
    pub signed: Signed,
    pub body: Bytes,
}

#[derive(Clone)]
pub struct Sender {
    connector: Connector,
    insecure: bool,
    timeout: Duration,
}

impl Sender {
    pub fn new(config: &WebhooksConfig, resolver: Arc<dyn Resolve>) -> Result<Self, SenderError> {
        let insecure = config.insecure_endpoints;
        let connector = Connector::new(resolver, tls(config)?, insecure);
        Ok(Self { connector, insecure, timeout: config.timeout() })
    }

    /// Always answers, in time.
    pub async fn send(&self, post: Post) -> Attempt {
        let (started_at, deadline) = (machine_now(), Deadline::after(self.timeout));
        let answered = tokio::time::timeout(deadline.remaining(), self.answer(post)).await;
        let latency = self.timeout.saturating_sub(deadline.remaining());
        let attempt = |outcome, status, retry_after| Attempt { started_at, latency, outcome, status, retry_after };
        match answered {
            Err(_elapsed) => attempt(Outcome::TimedOut, None, None),
            Ok(Err(outcome)) => attempt(outcome, None, None),
            Ok(Ok((status, headers))) => {
                let outcome = if status.is_success() { Outcome::Delivered } else { Outcome::Refused };
                attempt(outcome, Some(status.as_u16()), retry_after(&headers))
            }
        }
    }

    async fn answer(&self, post: Post) -> Result<(StatusCode, HeaderMap), Outcome> {
        // Rules may have become stricter since it was subscribed.
        let target = Target::parse(&post.url, self.insecure).map_err(|_| Outcome::ForbiddenAddress)?;
        let request = request(&target, post)?;
        let stream = self.connector.connect(&target).await?;
        exchange(stream, request).await
    }
}

async fn exchange(
    stream: Box<dyn Connected>,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, HeaderMap), Outcome> {
    let mut builder = hyper::client::conn::http1::Builder::new();
    builder.max_buf_size(HEAD_BYTES);
    let shaken = builder.handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(|_| Outcome::Unreachable)?;
    let answer = async move {
        let response = sender.send_request(request).await.map_err(|error| match error.is_parse() {
            true => Outcome::Malformed,
            false => Outcome::Unreachable,
        })?;
        Ok((response.status(), response.headers().clone()))
    };
    // Both at once, and the connection ends with the answer's head: whatever it goes on to send is not read.
    let connection = async move {
        let _ = connection.await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        answer = answer => answer,
        () = connection => Err(Outcome::Unreachable),
    }
}

fn request(target: &Target, post: Post) -> Result<Request<Full<Bytes>>, Outcome> {
    let request = Request::post(target.path.as_str())
        .header(header::HOST, target.authority())
        .header(header::USER_AGENT, AGENT)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "close")
        .header("webhook-id", post.signed.id)
        .header("webhook-timestamp", post.signed.timestamp)
        .header("webhook-signature", post.signed.signature);
    request.body(Full::new(post.body)).map_err(|_| Outcome::Malformed)
}

/// In seconds; a date is not looked at.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

fn tls(config: &WebhooksConfig) -> Result<TlsConnector, SenderError> {
    let file = &config.authorities_file;
    let mut roots = RootCertStore::empty();
    if file.as_os_str().is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    } else {
        let unreadable = || SenderError::Authorities(file.display().to_string());
        for certificate in CertificateDer::pem_file_iter(file).map_err(|_| unreadable())? {
            roots.add(certificate.map_err(|_| unreadable())?).map_err(|_| unreadable())?;
        }
        if roots.is_empty() {
            return Err(unreadable());
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    #[expect(clippy::expect_used, reason = "ring has the ciphers of both versions: a constant of two libraries")]
    let client = versions.expect("TLS 1.2 and 1.3").with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(client)))
}
