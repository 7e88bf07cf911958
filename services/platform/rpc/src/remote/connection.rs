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
use h2::{Ping, Reason, RecvStream, client, client::SendRequest};
use http::{HeaderName, Uri, Version, header, request::Parts, uri::Scheme};
use o2c_kernel::Deadline;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Mutex,
};
use tonic::codegen::StdError;

use super::{message::Message, tls::Tls};

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

/// A request that was not answered.
pub(super) struct Failed {
    /// The message, where nothing of it was sent, or nothing done with it: another replica may be asked in its place,
    /// whatever the method.
    pub(super) unsent: Option<Message>,
    pub(super) error: StdError,
}

impl Failed {
    /// Nobody knows what has become of it.
    fn sent(error: StdError) -> Self {
        Self { unsent: None, error }
    }
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

    /// Sends a request, and answers when the head of the answer is there, or it is too late.
    pub(super) async fn send(
        &self,
        head: Parts,
        message: Message,
        until: Option<Deadline>,
    ) -> Result<http::Response<RecvStream>, Failed> {
        let answer = self.answer(head, message);
        let Some(until) = until else { return answer.await };
        match tokio::time::timeout(until.remaining(), answer).await {
            Ok(answer) => answer,
            Err(_elapsed) => Err(Failed::sent(tonic::TimeoutExpired(()).into())),
        }
    }

    async fn answer(&self, head: Parts, message: Message) -> Result<http::Response<RecvStream>, Failed> {
        let ready = async { Ok((self.head(head)?, self.ready().await?)) };
        let (head, mut way) = match ready.await {
            Ok(ready) => ready,
            Err(error) => return Err(Failed { unsent: Some(message), error }),
        };
        let again = message.copy();
        match way.send_request(head, message.is_empty()) {
            Ok((answer, stream)) => message.send_until(stream, answer).await.map_err(|error| {
                let unsent = again.filter(|_| is_refused(&error));
                Failed { unsent, error }
            }),
            Err(error) => Err(Failed { unsent: Some(message), error: error.into() }),
        }
    }

    fn head(&self, parts: Parts) -> Result<http::Request<()>, StdError> {
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

/// Whether the other side has said that it did nothing with a stream (RFC 9113 §6.8, §8.7): it was going away when the stream came,
/// or took no further ones.
fn is_refused(error: &StdError) -> bool {
    let Some(error) = error.downcast_ref::<h2::Error>().filter(|error| error.is_remote()) else { return false };
    (error.is_go_away() && error.reason() == Some(Reason::NO_ERROR))
        || (error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM))
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
