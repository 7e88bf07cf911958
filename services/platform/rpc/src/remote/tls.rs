//! Connections over TLS: made with the certificates that are there when they are made.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures::future::BoxFuture;
use hyper_util::rt::TokioIo;
use o2c_identity::Certificates;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::pki_types::ServerName};

/// How a process is reached that shows a certificate: who it has to be, and what is shown to it.
#[derive(Clone, Debug)]
pub struct Tls {
    /// What its certificate has to name.
    pub name: String,
    pub certificates: Arc<Certificates>,
}

/// Connects to one address.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) address: SocketAddr,
    pub(super) tls: Tls,
}

impl tower::Service<http::Uri> for Connector {
    type Response = TokioIo<TlsStream<TcpStream>>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Response>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _uri: http::Uri) -> Self::Future {
        let Self { address, tls } = self.clone();
        let connecting = async move {
            let name = ServerName::try_from(tls.name).map_err(io::Error::other)?;
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Ok(TokioIo::new(TlsConnector::from(tls.certificates.client()).connect(name, stream).await?))
        };
        Box::pin(connecting) as Pin<Box<_>>
    }
}
