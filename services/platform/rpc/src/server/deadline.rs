//! Gives every call an end: the caller's `grpc-timeout` or ours. tonic does this only in its transport and then says
//! CANCELLED.

use std::{sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use o2c_kernel::Deadline;
use o2c_telemetry::metrics::CALLS_SHED;

use super::{RequestId, config::ServerConfig};
use crate::{
    Contract,
    call::Until,
    error::RpcError,
    layer::{Layer, Next, Request, Response},
    measured, status, timeout,
};

/// Answers DEADLINE_EXCEEDED before work begins or while it runs. A streamed answer is bounded by the range that was
/// asked for: once it has begun, it is not cut.
pub(super) struct DeadlineLayer {
    default: Duration,
    max: Duration,
    contract: Arc<Contract>,
}

impl DeadlineLayer {
    pub(super) fn new(config: &ServerConfig, contract: Arc<Contract>) -> DeadlineLayer {
        DeadlineLayer { default: config.default_deadline, max: config.max_deadline, contract }
    }
}

impl Layer for DeadlineLayer {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        async move {
            let id = RequestId::of(request.extensions()).cloned();
            let refuse = |error: &RpcError| status::status(error, id.as_ref().map(RequestId::as_str)).into_http();
            let asked = match timeout::read(request.headers()) {
                // A hair before tonic's own timer, which starts with the same header: the earlier one gives the code.
                Ok(Some(asked)) => asked.saturating_sub(Duration::from_millis(5).min(asked / 10)),
                Ok(None) => self.default,
                Err(malformed) => return refuse(&malformed),
            };
            let deadline = Deadline::after(asked.min(self.max));
            if deadline.expired() {
                let path = request.uri().path();
                CALLS_SHED.add(&[measured::service(path, self.contract.access(path).is_some()), "deadline"], 1);
                return refuse(&RpcError::DeadlineExceeded);
            }
            request.extensions_mut().insert(Until(deadline));
            match tokio::time::timeout(deadline.remaining(), next.call(request)).await {
                Ok(response) => response,
                Err(_elapsed) => refuse(&RpcError::DeadlineExceeded),
            }
        }
        .boxed()
    }
}
