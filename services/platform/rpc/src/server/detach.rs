//! Lets the handler run to its end whatever becomes of the caller: tonic drops the future of a call whose connection
//! is gone, and a future dropped between COMMIT and its answer leaves nobody knowing what happened.

use futures::{FutureExt, future::BoxFuture};
use tracing::Instrument;

use super::limit::Place;
use crate::{
    error::RpcError,
    layer::{Layer, Next, Request, Response},
    status,
};

/// Runs the handler as a task of its own.
pub(super) struct Detach;

impl Layer for Detach {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        async move {
            // The place goes along: a handler whose caller is gone still works, and still counts.
            let place = request.extensions_mut().remove::<Place>();
            let next = next.clone();
            let work = async move {
                let response = next.call(request).await;
                drop(place);
                response
            };
            match tokio::spawn(work.in_current_span()).await {
                Ok(response) => response,
                Err(failure) => match failure.try_into_panic() {
                    // Goes on to the panic layer, which knows the request id.
                    Ok(payload) => std::panic::resume_unwind(payload),
                    // Only when the runtime shuts down.
                    Err(_cancelled) => status::status(&RpcError::Bug("the runtime stopped"), None).into_http(),
                },
            }
        }
        .boxed()
    }
}
