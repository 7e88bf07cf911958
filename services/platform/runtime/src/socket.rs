//! Connections: HTTP/1.1 and HTTP/2 on one socket, in the clear or over TLS.
//!
//! Ours instead of tonic's, because its server puts a timer of its own around every call: to a caller of plain HTTP the
//! end of that is an empty success. Deadlines are a layer of the stacks, and here is none.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
    service::TowerToHyperService,
};
use o2c_identity::Certificates;
use o2c_rpc::call::Peer;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tonic::{body::Body, service::Routes};
use tower::ServiceExt;

/// Connections at the same time; further ones wait to be accepted.
const CONNECTIONS: usize = 8_192;
/// How long a connection may say nothing before its first byte, and a request before its head is whole.
const SILENCE: Duration = Duration::from_secs(30);
/// Between two signs of life on a connection, and how long to wait for the answer.
const KEEPALIVE: Duration = Duration::from_secs(30);
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);
/// Streams of one connection.
const STREAMS: u32 = 256;
/// The head of a request: the ids of a batch in a query, and the headers.
const HEAD_BYTES: usize = 128 * 1024;
/// Headers of a request of HTTP/1.
const HEADERS: usize = 128;
/// How long to wait when no connection can be accepted, as when there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(50);

/// What a socket shows, and whom it lets in.
#[derive(Clone, Debug)]
pub struct Secured {
    pub certificates: Arc<Certificates>,
    /// Other processes alone, which show a certificate too; otherwise anybody.
    pub mutual: bool,
}

/// Serves until it is told to stop, then lets requests under way come to their end.
pub(crate) async fn serve(listener: TcpListener, routes: Routes, secured: Option<Secured>, stop: CancellationToken) {
    let routes = routes.prepare();
    let builder = Arc::new(builder());
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // The semaphore is never closed.
        let Some(Ok(place)) = stop.run_until_cancelled(Arc::clone(&places).acquire_owned()).await else { break };
        let (routes, builder, stop, watcher) = (routes.clone(), Arc::clone(&builder), stop.clone(), graceful.watcher());
        // As they are now: certificates are exchanged while connections stay.
        let secured = secured.as_ref().map(|secured| TlsAcceptor::from(secured.certificates.server(secured.mutual)));
        tokio::spawn(async move {
            let _place = place;
            match stop.run_until_cancelled(speaks(&stream)).await {
                Some(Ok(true)) => {}
                Some(Ok(false) | Err(_)) | None => return,
            }
            match secured {
                None => converse(stream, peer, &builder, routes, watcher).await,
                Some(tls) => match stop.run_until_cancelled(tokio::time::timeout(SILENCE, tls.accept(stream))).await {
                    Some(Ok(Ok(stream))) => converse(stream, peer, &builder, routes, watcher).await,
                    Some(Ok(Err(error))) => tracing::debug!(%error, "a connection came to nothing"),
                    // Too slow, or the end has come.
                    Some(Err(_)) | None => {}
                },
            }
        });
    }
    // New callers are refused rather than left waiting.
    drop(listener);
    graceful.shutdown().await;
}

/// Answers on a connection until it ends.
async fn converse<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    peer: SocketAddr,
    builder: &Builder<TokioExecutor>,
    routes: Routes,
    watcher: Watcher,
) {
    let service = routes.map_request(move |mut request: http::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        request.map(Body::new)
    });
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(error, "a connection ended with an error");
    }
}

/// Whether the other side says something before it is given up.
async fn speaks(stream: &TcpStream) -> io::Result<bool> {
    stream.set_nodelay(true)?;
    match tokio::time::timeout(SILENCE, stream.peek(&mut [0])).await {
        Ok(read) => read.map(|bytes| bytes > 0),
        Err(_elapsed) => Ok(false),
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(SILENCE).max_headers(HEADERS).max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(SIGN_OF_LIFE)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD_BYTES as u32);
    builder
}
