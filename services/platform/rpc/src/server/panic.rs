//! Turns a panic into INTERNAL.

use std::{any::Any, panic::AssertUnwindSafe};

use futures::{FutureExt, future::BoxFuture};

use super::RequestId;
use crate::{
    error::RpcError,
    layer::{Layer, Next, Request, Response},
    status,
};

/// Ends one call instead of the connection or the process.
pub(super) struct CatchPanic;

impl Layer for CatchPanic {
    fn handle<'a>(&'a self, request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        async move {
            let id = RequestId::of(request.extensions()).cloned();
            // Unwind safe: what the handler borrowed is dropped with it, and a poisoned lock says so itself.
            // The call itself is made inside, for a layer may panic before its future is first polled.
            match AssertUnwindSafe(async move { next.call(request).await }).catch_unwind().await {
                Ok(response) => response,
                Err(payload) => {
                    let request_id = id.as_ref().map_or("", RequestId::as_str);
                    tracing::error!(request_id, panic = message(&*payload), "a handler panicked");
                    status::status(&RpcError::Bug("a handler panicked"), Some(request_id)).into_http()
                }
            }
        }
        .boxed()
    }
}

/// What the panic said, for the log only.
fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a payload that is no text")
}
