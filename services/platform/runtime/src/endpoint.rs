//! The port at which a process is watched: its metrics, and how it is. It leads to no call and shows no document, so that
//! who watches needs no right to anything else.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header, request::Parts};
use http_body_util::Full;
use o2c_rpc::Transport;
use o2c_telemetry::{text, text::Format};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::body::Body;

use crate::{Gauges, ServeError, socket};

/// How long a reading may take.
const READING: Duration = Duration::from_secs(8);

/// A process that is being watched.
#[derive(Debug)]
pub struct Endpoint {
    pub address: SocketAddr,
    state: Arc<State>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    /// There from the moment the services run.
    gauges: OnceLock<Gauges>,
    stopping: AtomicBool,
}

impl Endpoint {
    /// Binds, and from now on measures. The process is alive and has not started.
    pub async fn bind(address: SocketAddr) -> Result<Self, ServeError> {
        let bind = |source| ServeError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(bind)?;
        let bound = listener.local_addr().map_err(bind)?;
        o2c_telemetry::measure();
        let (state, stop) = (Arc::<State>::default(), CancellationToken::new());
        let answering = Arc::clone(&state);
        let transport = Transport::local(tower::service_fn(move |request: http::Request<Body>| {
            let state = Arc::clone(&answering);
            let (parts, _body) = request.into_parts();
            async move { Ok::<_, Infallible>(state.answer(&parts).await) }
        }));
        let task = tokio::spawn(socket::serve(listener, transport.into_routes(), None, stop.clone()));
        Ok(Self { address: bound, state, stop, task })
    }

    /// The process serves.
    pub fn ready(&self, gauges: Gauges) {
        let _ = self.state.gauges.set(gauges);
    }

    /// The process takes no new calls; it can still be watched.
    pub fn stopping(&self) {
        self.state.stopping.store(true, Ordering::Relaxed);
    }

    pub async fn shutdown(self) {
        self.stop.cancel();
        let _ = self.task.await;
    }
}

impl State {
    async fn answer(&self, request: &Parts) -> http::Response<Body> {
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return plain(StatusCode::METHOD_NOT_ALLOWED, "only GET");
        }
        let started = self.gauges.get().is_some();
        let ready = started && !self.stopping.load(Ordering::Relaxed);
        match request.uri.path() {
            "/metrics" => self.metrics(request).await,
            "/livez" => plain(StatusCode::OK, "alive"),
            "/startupz" if started => plain(StatusCode::OK, "started"),
            "/readyz" if ready => plain(StatusCode::OK, "ready"),
            "/startupz" | "/readyz" => plain(StatusCode::SERVICE_UNAVAILABLE, "not now"),
            _ => plain(StatusCode::NOT_FOUND, "/metrics, /startupz, /readyz, /livez"),
        }
    }

    async fn metrics(&self, request: &Parts) -> http::Response<Body> {
        let accept = request.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let format = Format::asked(accept);
        let gauges = match self.gauges.get() {
            Some(gauges) => tokio::time::timeout(READING, gauges.fresh()).await.unwrap_or_default(),
            None => Vec::new(),
        };
        let mut response = plain(StatusCode::OK, text::write(format, &gauges));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
        response
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("State").field("stopping", &self.stopping).finish_non_exhaustive()
    }
}

fn plain(status: StatusCode, text: impl Into<Bytes>) -> http::Response<Body> {
    let mut response = http::Response::new(Body::new(Full::new(text.into())));
    *response.status_mut() = status;
    response
}
