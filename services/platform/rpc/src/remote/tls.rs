//! Connections over TLS: made with the certificates that are there when they are made.

use std::{fmt, io, sync::Arc};

use o2c_identity::Certificates;
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, pki_types::ServerName},
};

/// How a server is reached that shows a certificate.
#[derive(Clone)]
pub struct Tls {
    /// What its certificate has to name.
    name: String,
    trust: Trust,
}

#[derive(Clone)]
enum Trust {
    /// As a process among others: it is shown a certificate, too.
    Process(Arc<Certificates>),
    /// As anybody.
    Anybody(Arc<ClientConfig>),
}

impl Tls {
    #[must_use]
    pub fn of_process(name: &str, certificates: Arc<Certificates>) -> Self {
        Self { name: name.to_owned(), trust: Trust::Process(certificates) }
    }

    #[must_use]
    pub fn of_anybody(name: &str, trusting: Arc<ClientConfig>) -> Self {
        Self { name: name.to_owned(), trust: Trust::Anybody(trusting) }
    }

    pub(super) async fn over(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(self.name.clone()).map_err(io::Error::other)?;
        let config = match &self.trust {
            Trust::Process(certificates) => certificates.client(),
            Trust::Anybody(trusting) => Arc::clone(trusting),
        };
        TlsConnector::from(config).connect(name, stream).await
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tls").field("name", &self.name).finish_non_exhaustive()
    }
}
