//! The span of a call that goes out: what the other side does is a part of it. And how long it took.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use http::HeaderValue;
use o2c_kernel::machine_now;
use o2c_telemetry::{
    metrics::{CLIENT_CALLS, GRPC},
    trace,
};
use tracing::Instrument;

use crate::{
    Contract,
    call::TRACEPARENT,
    layer::{Layer, Next, Request, Response},
    measured,
};

/// Measures all tries of a call together.
pub(super) struct Measure {
    contract: Arc<Contract>,
}

impl Measure {
    pub(super) fn new(contract: Arc<Contract>) -> Measure {
        Measure { contract }
    }
}

impl Layer for Measure {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        if !measured::is_on() {
            return next.call(request);
        }
        let path = request.uri().path().to_owned();
        let known = self.contract.access(&path).is_some();
        let span = tracing::info_span!(
            "call",
            otel.name = measured::method(&path, known),
            otel.kind = "client",
            rpc.system.name = GRPC,
            rpc.method = measured::method(&path, known),
            rpc.response.status_code = tracing::field::Empty,
            server.address = measured::service(&path, known),
            otel.status_code = tracing::field::Empty,
        );
        let cause = request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok());
        trace::caused_by(&span, cause);
        if let Some(own) = trace::of(&span).and_then(|own| HeaderValue::from_str(&own).ok()) {
            request.headers_mut().insert(TRACEPARENT, own);
        }
        async move {
            let began = machine_now();
            let response = next.call(request).await;
            let spelled = measured::ended(&response, |code| code != tonic::Code::Ok);
            let labels = [GRPC, measured::method(&path, known), spelled, measured::service(&path, known)];
            CLIENT_CALLS.observe(&labels, machine_now().since(began));
            response
        }
        .instrument(span)
        .boxed()
    }
}
