//! Has written down what was refused: for the audit trail, which knows what was done from those who do it.

use std::{net::IpAddr, sync::Arc};

use futures::{FutureExt, future::BoxFuture};
use o2c_kernel::{Caller, Origin, RefusedItem};
use tonic::{Code, Status};

use crate::{
    call::{From, Identified, Method, TRACEPARENT},
    layer::{Layer, Next, Request, Response},
    measured::spelled,
    status,
};

/// A call of which something was refused that stands in no transaction.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// None: nobody who could be named.
    pub caller: Option<Arc<Caller>>,
    /// The full method.
    pub method: Arc<str>,
    pub origin: Arc<Origin>,
    /// The W3C trace context.
    pub trace: Option<Arc<str>>,
    /// The address that it came from, where that is known: at the edge.
    pub peer: Option<IpAddr>,
    /// Why the call was refused, such as `rpc.o2c/SCOPE_MISSING`; empty where only some of its items were.
    pub refusal: String,
    pub items: Vec<RefusedItem>,
}

/// Writes refusals down.
pub trait Refusals: Send + Sync + 'static {
    /// Ends when it is written down, or cannot be in time.
    fn record(&self, refusal: Refusal) -> BoxFuture<'_, ()>;
}

/// Whoever writes refusals down; none: nobody.
#[derive(Clone, Default)]
pub(super) struct Recorder(pub(super) Option<Arc<dyn Refusals>>);

impl Recorder {
    /// A call that was refused before its handler saw it.
    pub(super) async fn refused(&self, request: &Marks, caller: Option<&Identified>, refusal: &Status) {
        let Some(refusals) = self.0.as_ref().filter(|_| is_refusal(refusal.code())) else { return };
        refusals
            .record(Refusal {
                caller: caller.map(|identified| identified.caller.clone()),
                method: request.method.clone(),
                origin: request.origin.clone(),
                trace: request.trace.clone(),
                peer: None,
                refusal: reason(refusal),
                items: Vec::new(),
            })
            .await;
    }
}

/// What of a request a refusal tells, kept while the request itself goes on.
pub(super) struct Marks {
    method: Arc<str>,
    origin: Arc<Origin>,
    trace: Option<Arc<str>>,
}

impl Marks {
    pub(super) fn of(request: &Request, caller: Option<&Identified>) -> Marks {
        let extensions = request.extensions();
        let trace = request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok());
        Marks {
            method: extensions.get::<Method>().map(|method| method.0.clone()).unwrap_or_default(),
            origin: Arc::new(From::identified(extensions, caller)),
            trace: trace.map(Arc::from),
        }
    }
}

/// Records what a handler has refused. In the task of the handler: a caller who hangs up leaves no gap.
pub(super) struct RefusalLayer(pub(super) Recorder);

impl Layer for RefusalLayer {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        let Some(refusals) = self.0.0.clone() else { return next.call(request) };
        async move {
            let identified = request.extensions().get::<Identified>().cloned();
            let Marks { method, origin, trace } = Marks::of(&request, identified.as_ref());
            request.extensions_mut().insert(From(origin.clone()));
            let response = next.call(request).await;

            let items = origin.take_refused();
            let refused = Status::from_header_map(response.headers()).filter(|status| is_refusal(status.code()));
            if refused.is_some() || !items.is_empty() {
                let refusal = refused.as_ref().map(reason).unwrap_or_default();
                let caller = identified.map(|identified| identified.caller);
                refusals.record(Refusal { caller, method, origin, trace, peer: None, refusal, items }).await;
            }
            response
        }
        .boxed()
    }
}

/// Whether somebody has decided against a call. What could not be decided is no refusal.
const fn is_refusal(code: Code) -> bool {
    matches!(
        code,
        Code::InvalidArgument
            | Code::NotFound
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::Unauthenticated
            | Code::FailedPrecondition
            | Code::OutOfRange
    )
}

fn reason(refusal: &Status) -> String {
    match status::error_info(refusal) {
        Some(info) => format!("{}/{}", info.domain, info.reason),
        None => spelled(refusal.code()).to_owned(),
    }
}
