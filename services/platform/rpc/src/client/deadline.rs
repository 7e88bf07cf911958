//! Ends a call on the client's side, also when the server never answers.

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};
use o2c_kernel::Deadline;

use super::config::ClientConfig;
use crate::{
    call::Until,
    error::RpcError,
    layer::{Layer, Next, Request, Response},
    status, timeout,
};

/// Answers DEADLINE_EXCEEDED when the time of the call is over.
pub(super) struct DeadlineLayer {
    default: Duration,
}

impl DeadlineLayer {
    pub(super) fn new(config: &ClientConfig) -> DeadlineLayer {
        DeadlineLayer { default: config.default_deadline }
    }
}

impl Layer for DeadlineLayer {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        async move {
            let exceeded = || status::status(&RpcError::DeadlineExceeded, None).into_http();
            let given = match timeout::read(request.headers()) {
                Ok(given) => given.unwrap_or(self.default),
                Err(malformed) => return status::status(&malformed, None).into_http(),
            };
            let deadline = Deadline::after(given);
            if deadline.expired() {
                return exceeded();
            }
            request.extensions_mut().insert(Until(deadline));
            tokio::time::timeout(deadline.remaining(), next.call(request)).await.unwrap_or_else(|_elapsed| exceeded())
        }
        .boxed()
    }
}
