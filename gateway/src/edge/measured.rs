//! A request of HTTP/JSON as it is told of: its span, and how long it took.

use std::sync::Arc;

use http::{HeaderValue, StatusCode};
use o2c_kernel::{Instant, machine_now};
use o2c_rpc::call::TRACEPARENT;
use o2c_telemetry::{metrics::HTTP_REQUESTS, trace};
use tracing::Span;

use super::Request;
use crate::routes::{Route, Routes};

/// Stands for what callers make up.
const OTHER: &str = "_OTHER";
/// The methods that we know; a caller may send any other.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A request under way.
pub(super) struct Measured {
    began: Instant,
    method: &'static str,
    /// The template of the path, which holds no ids.
    route: Arc<str>,
    span: Span,
}

impl Measured {
    /// From now on the request is a part of its caller's trace, and all that it does a part of this.
    pub(super) fn begin(routes: &Routes, request: &mut Request, id: &str) -> Measured {
        let method = METHODS.into_iter().find(|method| *method == request.method().as_str()).unwrap_or(OTHER);
        let route: Arc<str> = Arc::from(route(routes, request).unwrap_or(OTHER));
        let span = tracing::info_span!(
            "http",
            otel.name = format!("{method} {route}"),
            otel.kind = "server",
            http.request.method = method,
            http.route = route.as_ref(),
            http.response.status_code = tracing::field::Empty,
            otel.status_code = tracing::field::Empty,
            request_id = id,
        );
        trace::caused_by(&span, request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok()));
        if let Some(own) = trace::of(&span).and_then(|own| HeaderValue::from_str(&own).ok()) {
            request.headers_mut().insert(TRACEPARENT, own);
        }
        Measured { began: machine_now(), method, route, span }
    }

    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    pub(super) fn end(self, status: StatusCode) {
        self.span.record("http.response.status_code", status.as_u16());
        if status.is_server_error() {
            self.span.record("otel.status_code", "ERROR");
        }
        let _entered = self.span.enter();
        HTTP_REQUESTS.observe(&[self.method, &self.route, status.as_str()], machine_now().since(self.began));
    }
}

/// The template that the path fits; looked for only where somebody is told.
fn route<'r>(routes: &'r Routes, request: &Request) -> Option<&'r str> {
    if !trace::is_on() && !o2c_telemetry::is_measuring() {
        return None;
    }
    match routes.find(request.method(), request.uri().path()) {
        Route::Binding(binding, _) => Some(&binding.text),
        Route::Methods(_) | Route::Nothing => None,
    }
}
