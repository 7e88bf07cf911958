//! A request that can be told from one that was sent: a connection that could not be made, or that ended before, has
//! taken nothing of its body, and another replica may be asked in its place, whatever the method.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tonic::{Status, body::Body};

/// The body of a request until somebody begins to send it.
#[derive(Clone)]
pub(super) struct Unsent(Arc<Mutex<Option<Body>>>);

impl Unsent {
    pub(super) fn of(body: Body) -> Self {
        Self(Arc::new(Mutex::new(Some(body))))
    }

    /// For one try; what is dropped before it was asked for anything leaves the body here.
    pub(super) fn lend(&self) -> Body {
        Body::new(Lent { kept: self.clone(), taken: None })
    }

    /// Whether it can still be lent.
    pub(super) fn is_whole(&self) -> bool {
        self.kept().is_some()
    }

    fn kept(&self) -> MutexGuard<'_, Option<Body>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Lent {
    kept: Unsent,
    taken: Option<Body>,
}

impl http_body::Body for Lent {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Self { kept, taken } = self.get_mut();
        if taken.is_none() {
            *taken = kept.kept().take();
        }
        match taken {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.taken {
            Some(body) => body.is_end_stream(),
            None => self.kept.kept().as_ref().is_none_or(Body::is_end_stream),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.taken {
            Some(body) => body.size_hint(),
            None => self.kept.kept().as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint),
        }
    }
}
