//! What becomes of a request: its protocol is told from its content type, and each is answered in its kind.

mod bounds;
mod json;
mod measured;

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use http::{HeaderMap, HeaderValue, Method, Version, header};
use tonic::{Status, body::Body};
use tower::ServiceExt;
use tracing::Instrument;

use self::measured::Measured;
use crate::{
    gateway::Inner,
    headers,
    problem::{Problem, Refusal},
};

type Request = http::Request<Body>;
type Response = http::Response<Body>;

/// How a caller speaks.
enum Protocol {
    Grpc,
    GrpcWeb,
    Json,
}

impl Protocol {
    fn of(headers: &HeaderMap) -> Protocol {
        let name = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        match () {
            () if name.starts_with(b"application/grpc-web") => Protocol::GrpcWeb,
            () if name.starts_with(b"application/grpc") => Protocol::Grpc,
            () => Protocol::Json,
        }
    }
}

impl Inner {
    /// Always answers.
    pub(crate) async fn answer(&self, request: Request) -> Response {
        let answered = match Protocol::of(request.headers()) {
            // Trailers end a gRPC answer, and many a proxy of HTTP/1 drops them: then a failure reads as a success.
            Protocol::Grpc if request.version() < Version::HTTP_2 => {
                let id = headers::request_id(request.headers());
                let refusal = Refusal::UnsupportedMediaType("gRPC needs HTTP/2; over HTTP/1.1 there is gRPC-Web");
                return named(refusal.problem(&id).response(&id), &id);
            }
            Protocol::Grpc => self.grpc.clone().oneshot(request).await,
            Protocol::GrpcWeb => self.grpc_web.clone().oneshot(request).await,
            Protocol::Json => return self.answer_json(request).await,
        };
        answered.unwrap_or_else(|error| {
            tracing::warn!(%error, "a call could not be passed on");
            Status::unavailable("the service cannot be reached").into_http()
        })
    }

    async fn answer_json(&self, mut request: Request) -> Response {
        let id = headers::request_id(request.headers());
        let measured = Measured::begin(&self.routes, &mut request, &id);
        let response = self.answered(request, &id).instrument(measured.span()).await;
        measured.end(response.status());
        response
    }

    async fn answered(&self, request: Request, id: &str) -> Response {
        let head = request.method() == Method::HEAD;
        // A defect ends one request, not the connection with all others on it.
        let answered = AssertUnwindSafe(self.serve(request, id)).catch_unwind().await;
        let response = match answered {
            Ok(Ok(response)) => response,
            Ok(Err(refusal)) => refusal.problem(id).response(id),
            Err(_panic) => {
                tracing::error!(request_id = id, "the gateway panicked");
                Problem::from(&Status::internal("")).response(id)
            }
        };
        named(if head { response.map(|_body| Body::empty()) } else { response }, id)
    }
}

fn named(mut response: Response, id: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(headers::REQUEST_ID, headers::value(id));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
