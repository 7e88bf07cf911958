//! What a layer is. One concrete shape instead of generic tower plumbing: a layer gets the request and what comes
//! next, by reference, and always answers. Calling on costs one reference count and one boxed future per layer.

use std::sync::Arc;

use futures::future::BoxFuture;
use tonic::body::Body;

/// A call on its way in.
pub(crate) type Request = http::Request<Body>;
/// Its answer; a failure is a gRPC status in it, never a Rust error.
pub(crate) type Response = http::Response<Body>;
/// What stands at the end of a stack.
pub(crate) type End = Box<dyn Fn(Request) -> BoxFuture<'static, Response> + Send + Sync>;

/// One concern that cuts across all methods.
pub(crate) trait Layer: Send + Sync + 'static {
    /// Answers itself, or asks `next`.
    fn handle<'a>(&'a self, request: Request, next: &'a Next) -> BoxFuture<'a, Response>;
}

/// The rest of a stack, seen from one of its layers.
#[derive(Clone)]
pub(crate) struct Next(Arc<Node>);

enum Node {
    Layer { layer: Box<dyn Layer>, next: Next },
    End(End),
}

impl Next {
    /// Puts layers, the outermost first, over an end.
    pub(crate) fn stack<const N: usize>(layers: [Box<dyn Layer>; N], end: End) -> Next {
        let end = Next(Arc::new(Node::End(end)));
        layers.into_iter().rev().fold(end, |next, layer| Next(Arc::new(Node::Layer { layer, next })))
    }

    /// Lets the rest of the stack answer.
    pub(crate) fn call(&self, request: Request) -> BoxFuture<'_, Response> {
        match &*self.0 {
            Node::Layer { layer, next } => layer.handle(request, next),
            Node::End(end) => end(request),
        }
    }
}
