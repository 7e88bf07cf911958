//! Makes a local call like a remote one: over a socket no extension arrives, so in this process none does either.

use std::sync::Arc;

use futures::future::BoxFuture;

use crate::{
    call::Method,
    layer::{Layer, Next, Request, Response},
};

/// Clears the extensions and names the method.
pub(super) struct Boundary;

impl Layer for Boundary {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        let method = Method(Arc::from(request.uri().path().trim_start_matches('/')));
        request.extensions_mut().clear();
        request.extensions_mut().insert(method);
        next.call(request)
    }
}
