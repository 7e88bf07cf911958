//! The connector: an address is looked at when it is connected, not before, so that a name which leads elsewhere a moment
//! later leads nowhere.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use futures::future::BoxFuture;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use super::{Resolve, Target, target::Host};
use crate::domain::{Outcome, is_public};

/// Addresses of a name that are tried.
const TRIED: usize = 4;

/// A connection to an endpoint, in the clear or not.
pub trait Connected: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Connected for S {}

#[derive(Clone)]
pub struct Connector {
    resolver: Arc<dyn Resolve>,
    tls: TlsConnector,
    insecure: bool,
}

impl Connector {
    #[must_use]
    pub fn new(resolver: Arc<dyn Resolve>, tls: TlsConnector, insecure: bool) -> Self {
        Self { resolver, tls, insecure }
    }

    /// Connects, or says what is in the way. It has no deadline of its own.
    pub fn connect<'a>(&'a self, target: &'a Target) -> BoxFuture<'a, Result<Box<dyn Connected>, Outcome>> {
        Box::pin(async move {
            let stream = self.dial(target).await?;
            if !target.secure {
                return Ok(Box::new(stream) as Box<dyn Connected>);
            }
            let name = match &target.host {
                Host::Address(address) => ServerName::from(*address),
                Host::Name(name) => ServerName::try_from(name.clone()).map_err(|_| Outcome::Untrusted)?,
            };
            let stream = self.tls.connect(name, stream).await.map_err(|error| match error.get_ref() {
                Some(inner) if inner.is::<rustls::Error>() => Outcome::Untrusted,
                _ => Outcome::Unreachable,
            })?;
            Ok(Box::new(stream) as Box<dyn Connected>)
        })
    }

    async fn dial(&self, target: &Target) -> Result<TcpStream, Outcome> {
        for address in self.addresses(&target.host).await?.into_iter().take(TRIED) {
            if let Ok(stream) = TcpStream::connect(SocketAddr::new(address, target.port)).await {
                // an event is one packet or few: waiting for more gains nothing
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
        }
        Err(Outcome::Unreachable)
    }

    /// All of them are of the public internet, or none is taken: who mixes the two is up to something.
    async fn addresses(&self, host: &Host) -> Result<Vec<IpAddr>, Outcome> {
        let found = match host {
            Host::Address(address) => vec![*address],
            Host::Name(name) => self.resolver.resolve(name).await.map_err(|_| Outcome::Unresolved)?,
        };
        if found.is_empty() {
            return Err(Outcome::Unresolved);
        }
        if !self.insecure && !found.iter().all(|address| is_public(*address)) {
            return Err(Outcome::ForbiddenAddress);
        }
        Ok(found)
    }
}
