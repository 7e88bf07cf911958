//! Tries again what may be tried again: UNAVAILABLE, of a method that may be repeated, within the deadline and within
//! a budget, so that retries never turn a slow server into a dead one.

mod backoff;
mod body;
mod budget;

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use http::Extensions;
use o2c_kernel::{Deadline, machine_now};
use o2c_proto::common::v1::Idempotency;
use tonic::{Code, Status, body::Body};

use self::{backoff::Backoff, body::Kept, budget::Budget};
use super::config::ClientConfig;
use crate::{
    Contract,
    call::Until,
    layer::{Layer, Next, Request, Response},
    seldom::Seldom,
    timeout,
};

/// The only layer in the platform that retries.
pub(super) struct Retry {
    contract: Arc<Contract>,
    attempts: u32,
    backoff: Backoff,
    budget: Budget,
    told: Seldom,
}

impl Retry {
    pub(super) fn new(config: &ClientConfig, contract: Arc<Contract>) -> Retry {
        Retry {
            contract,
            attempts: config.attempts,
            backoff: Backoff::new(config),
            budget: Budget::new(config.retry_reserve),
            told: Seldom::new(),
        }
    }

    /// A method that the contract does not know, or that says nothing, is never repeated.
    fn repeatable(&self, path: &str) -> bool {
        self.contract.access(path).is_some_and(|access| access.unary && access.idempotency != Idempotency::Unspecified)
    }

    async fn attempts(&self, request: Request, next: &Next) -> Response {
        let (parts, body) = request.into_parts();
        let deadline = parts.extensions.get::<Until>().map(|until| until.0);
        let kept = match body::keep(body).await {
            Kept::Whole(bytes) => bytes,
            // Too long to be kept: sent once.
            Kept::Streaming(body) => return next.call(fresh(&parts, body, deadline)).await,
            Kept::Broken(status) => return status.into_http(),
        };
        for attempt in 1.. {
            let response = next.call(fresh(&parts, body::replay(&kept), deadline)).await;
            let Some(status) = unavailable(&response) else { return response };
            let wait = self.backoff.wait(attempt, &status);
            let in_time = deadline.is_none_or(|deadline| wait < deadline.remaining());
            if attempt >= self.attempts || !in_time || !self.budget.spend() {
                return response;
            }
            if let Some(unsaid) = self.told.due(machine_now()) {
                tracing::warn!(path = parts.uri.path(), attempt, ?wait, unsaid, "unavailable, trying again");
            }
            tokio::time::sleep(wait).await;
        }
        Status::unavailable("no attempt is left").into_http()
    }
}

impl Layer for Retry {
    fn handle<'a>(&'a self, request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        self.budget.earn();
        if self.repeatable(request.uri().path()) {
            self.attempts(request, next).boxed()
        } else {
            let (parts, body) = request.into_parts();
            let deadline = parts.extensions.get::<Until>().map(|until| until.0);
            next.call(fresh(&parts, body, deadline))
        }
    }
}

/// The request of one try: the same headers, and the time that is left now.
fn fresh(parts: &http::request::Parts, body: Body, deadline: Option<Deadline>) -> Request {
    let mut request = http::Request::new(body);
    *request.method_mut() = parts.method.clone();
    *request.uri_mut() = parts.uri.clone();
    *request.version_mut() = parts.version;
    *request.headers_mut() = parts.headers.clone();
    *request.extensions_mut() = Extensions::clone(&parts.extensions);
    if let Some(deadline) = deadline {
        timeout::write(request.headers_mut(), deadline.remaining());
    }
    request
}

/// The status of an answer that says UNAVAILABLE. A handler's refusal has its status in the headers, never after a body.
fn unavailable(response: &Response) -> Option<Status> {
    let headers = response.headers();
    let code = Code::from_bytes(headers.get(Status::GRPC_STATUS)?.as_bytes());
    (code == Code::Unavailable).then(|| Status::from_header_map(headers)).flatten()
}
