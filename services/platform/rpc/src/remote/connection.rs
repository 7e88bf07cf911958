//! A connection of HTTP/2 to one replica: made when it is first needed, and made anew when it is gone.
//!
//! Ours instead of the transport's own, because of what is between a call and its connection there: a queue with a task,
//! a dispatcher with a task, and a task for each call, which wake each other in turn. Here a call writes into its
//! connection by itself and is woken by what comes back; between the two is the one task that reads and writes the socket.

use std::{
    net::SocketAddr,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use h2::{Ping, RecvStream, client, client::SendRequest};
use http::{HeaderName, Uri, Version, header, uri::Scheme};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Mutex,
};
use tonic::codegen::StdError;

use super::{message::Message, tls::Tls};
use crate::{layer::Request, timeout};

/// How long to try to connect.
const CONNECT: Duration = Duration::from_secs(2);
/// A connection is asked for a sign of life this often, and is given up without one.
const KEEPALIVE: Duration = Duration::from_secs(10);
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
/// What may be under way on a connection before the other side has said that it reads: a batch of documents.
const WINDOW: u32 = 4 * 1024 * 1024;
/// The headers of an answer: a status with its details.
const HEAD_BYTES: u32 = 64 * 1024;
/// What belongs to the connection that a request came by, and not to the next one.
const OF_A_CONNECTION: [HeaderName; 6] = [
    header::CONNECTION,
    header::HOST,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

pub(super) struct Connection {
    address: SocketAddr,
    tls: Option<Tls>,
    current: RwLock<Option<SendRequest<Bytes>>>,
    /// Held by the one that connects.
    connecting: Mutex<()>,
    /// How often that has failed, so that whoever has waited meanwhile shares the failure and does not queue for their own.
    failures: AtomicUsize,
}

impl Connection {
    pub(super) fn new(address: SocketAddr, tls: Option<Tls>) -> Self {
        Self {
            address,
            tls,
            current: RwLock::default(),
            connecting: Mutex::default(),
            failures: AtomicUsize::default(),
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sends a request, and answers when the head of the answer is there; at the end of the time that the request names,
    /// whatever has become of it.
    pub(super) async fn send(&self, request: Request) -> Result<http::Response<RecvStream>, StdError> {
        let Some(within) = timeout::read(request.headers()).ok().flatten() else { return self.answer(request).await };
        match tokio::time::timeout(within, self.answer(request)).await {
            Ok(answer) => answer,
            Err(_elapsed) => Err(tonic::TimeoutExpired(()).into()),
        }
    }

    async fn answer(&self, request: Request) -> Result<http::Response<RecvStream>, StdError> {
        let (parts, body) = request.into_parts();
        // Nobody does anything before the message is there, and head and message then leave in one piece.
        let message = Message::begin(body).await?;
        let head = self.head(parts)?;
        let mut way = self.ready().await?;
        let (answer, stream) = way.send_request(head, message.is_empty())?;
        message.send_until(stream, answer).await
    }

    fn head(&self, parts: http::request::Parts) -> Result<http::Request<()>, StdError> {
        let mut uri = parts.uri.into_parts();
        uri.scheme = Some(Scheme::HTTP);
        uri.authority = Some(self.address.to_string().parse()?);
        let mut head = http::Request::new(());
        *head.method_mut() = parts.method;
        *head.uri_mut() = Uri::from_parts(uri)?;
        *head.version_mut() = Version::HTTP_2;
        *head.headers_mut() = parts.headers;
        for name in &OF_A_CONNECTION {
            head.headers_mut().remove(name);
        }
        Ok(head)
    }

    /// The connection, where it takes another request; a new one otherwise.
    async fn ready(&self) -> Result<SendRequest<Bytes>, StdError> {
        let failures = self.failures.load(Ordering::Acquire);
        if let Some(way) = self.current().await {
            return Ok(way);
        }
        let _alone = self.connecting.lock().await;
        if let Some(way) = self.current().await {
            return Ok(way);
        }
        if self.failures.load(Ordering::Acquire) != failures {
            return Err("the replica could not be reached a moment ago".into());
        }
        let made = match tokio::time::timeout(CONNECT, self.connect()).await {
            Ok(made) => made,
            Err(_elapsed) => Err("the replica does not answer".into()),
        };
        match &made {
            Ok(way) => *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(way.clone()),
            Err(_) => drop(self.failures.fetch_add(1, Ordering::AcqRel)),
        }
        made
    }

    async fn current(&self) -> Option<SendRequest<Bytes>> {
        let way = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        // One that has ended, or is about to, says so.
        way?.ready().await.ok()
    }

    async fn connect(&self) -> Result<SendRequest<Bytes>, StdError> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        match &self.tls {
            None => converse(stream).await,
            Some(tls) => converse(tls.over(stream).await?).await,
        }
    }
}

/// Begins to speak HTTP/2; from then on a task reads and writes until nobody needs it, or the other side is gone.
async fn converse<S>(stream: S) -> Result<SendRequest<Bytes>, StdError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = client::Builder::new();
    builder
        .initial_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_header_list_size(HEAD_BYTES)
        .enable_push(false);
    let (way, mut connection) = builder.handshake(stream).await?;
    let mut signs = connection.ping_pong().ok_or("a new connection that has been asked for signs of life")?;
    let silent = async move {
        loop {
            tokio::time::sleep(KEEPALIVE).await;
            let sign = tokio::time::timeout(SIGN_OF_LIFE, signs.ping(Ping::opaque())).await;
            if !matches!(sign, Ok(Ok(_))) {
                return;
            }
        }
    };
    tokio::spawn(async move {
        tokio::select! {
            biased;
            ended = connection => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended with an error");
                }
            }
            // Whoever waits for an answer is told, and the next call connects anew.
            () = silent => tracing::debug!("a connection is given up: there was no sign of life"),
        }
    });
    Ok(way)
}
