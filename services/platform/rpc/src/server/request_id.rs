//! Gives every call a name under which it is found in the log, and a span in the trace of its caller.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use http::{HeaderName, HeaderValue};
use o2c_telemetry::{metrics::GRPC, trace};
use tracing::Instrument;

use crate::{
    call::TRACEPARENT,
    layer::{Layer, Next, Request, Response},
};

/// Metadata: under which name a call is found in the logs of all who have a part in it.
pub(crate) const REQUEST_ID: &str = "x-request-id";
const HEADER: HeaderName = HeaderName::from_static(REQUEST_ID);
const MAX_LENGTH: usize = 64;

/// The name of a call in logs and in INTERNAL errors. Not the idempotency key: it may be repeated at will.
#[derive(Clone, Debug)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of a request, if it came through the server stack.
    pub fn of(extensions: &http::Extensions) -> Option<&RequestId> {
        extensions.get()
    }
}

/// Takes the caller's `x-request-id`, or makes one.
pub(super) struct RequestIdLayer;

impl Layer for RequestIdLayer {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).filter(|text| acceptable(text));
        let id: Arc<str> = match given {
            Some(text) => Arc::from(text),
            None => Arc::from(o2c_kernel::new_uuid().to_string()),
        };
        let span = tracing::info_span!(
            "rpc",
            otel.name = request.uri().path().trim_start_matches('/'),
            otel.kind = "server",
            rpc.system.name = GRPC,
            rpc.method = request.uri().path().trim_start_matches('/'),
            rpc.response.status_code = tracing::field::Empty,
            otel.status_code = tracing::field::Empty,
            request_id = %id,
        );
        // The caller's span is the cause of this one, and this one is the cause of all that the call does.
        trace::caused_by(&span, request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok()));
        if let Some(own) = trace::of(&span).and_then(|own| HeaderValue::from_str(&own).ok()) {
            request.headers_mut().insert(TRACEPARENT, own);
        }
        request.extensions_mut().insert(RequestId(id.clone()));
        async move {
            let mut response = next.call(request).await;
            // Both sources are visible ASCII, so the value is always one.
            if let Ok(value) = HeaderValue::from_str(&id) {
                response.headers_mut().insert(HEADER, value);
            }
            response
        }
        .instrument(span)
        .boxed()
    }
}

/// A long or strange text would let a caller write into our log.
fn acceptable(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic())
}
