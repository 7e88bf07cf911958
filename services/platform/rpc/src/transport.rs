//! How a call reaches a server: in this process or over a connection, the caller cannot tell.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use futures::{FutureExt, future::BoxFuture};
use tonic::{body::Body, codegen::StdError, service::Routes, transport::Channel};
use tower::{Service, ServiceExt};

use crate::{
    layer::{Next, Request, Response},
    status,
};

type Handler = dyn Fn(Request) -> BoxFuture<'static, Result<Response, StdError>> + Send + Sync;

/// A boxed gRPC server, seen by its callers. Clones share it and cost one reference count.
///
/// Any generated client takes it: `OrdersServiceClient::new(transport)`.
#[derive(Clone)]
pub struct Transport(Arc<Handler>);

impl Transport {
    /// Over a service in this process: `Routes`, a generated server, or another stack. The same protobuf bytes cross
    /// it as would cross a socket.
    pub fn local<S>(service: S) -> Transport
    where
        S: Service<Request, Response = Response> + Clone + Send + Sync + 'static,
        S::Error: Into<StdError>,
        S::Future: Send + 'static,
    {
        Transport(Arc::new(move |request| {
            let service = service.clone();
            async move { service.oneshot(request).await.map_err(Into::into) }.boxed()
        }))
    }

    /// Over a connection.
    pub fn channel(channel: Channel) -> Transport {
        Transport(Arc::new(move |request| {
            let channel = channel.clone();
            async move { channel.oneshot(request).await.map_err(Into::into) }.boxed()
        }))
    }

    /// As routes, so that tonic's server can serve it on a socket, beside health and reflection.
    pub fn into_routes(self) -> Routes {
        let service = tower::service_fn(move |request: http::Request<_>| {
            let handler = self.clone();
            async move {
                let answer = (handler.0)(request.map(Body::new)).await;
                Ok::<_, std::convert::Infallible>(
                    answer.unwrap_or_else(|error| status::from_transport(error).into_http()),
                )
            }
        });
        Routes::from(Routes::default().into_axum_router().fallback_service(service))
    }

    pub(crate) fn stacked(stack: Next) -> Transport {
        Transport(Arc::new(move |request| {
            let stack = stack.clone();
            async move { Ok(stack.call(request).await) }.boxed()
        }))
    }

    pub(crate) fn send(&self, request: Request) -> BoxFuture<'static, Result<Response, StdError>> {
        (self.0)(request)
    }
}

impl Service<Request> for Transport {
    type Response = Response;
    type Error = StdError;
    type Future = BoxFuture<'static, Result<Response, StdError>>;

    // Always ready: backpressure is the limit layer's, which knows what may be shed.
    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), StdError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.send(request)
    }
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Transport")
    }
}
