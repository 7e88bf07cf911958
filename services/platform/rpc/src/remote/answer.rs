//! An answer that is cut off on its way: the process behind it has died, or the road to it.
//!
//! The transport would end it with whatever its protocol has for that, INTERNAL or UNKNOWN, here and, passed on, at every
//! caller behind us. It ends in a status of ours instead: UNAVAILABLE, as if there had been no answer.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tonic::{Status, body::Body};

use crate::{layer::Response, status};

/// The same answer, whole or ended by a status.
pub(super) fn ended(answer: Response) -> Response {
    answer.map(|body| Body::new(Ended(Some(body))))
}

/// None after its end.
struct Ended(Option<Body>);

impl http_body::Body for Ended {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        let Some(Err(cut_off)) = frame else { return Poll::Ready(frame) };
        self.0 = None;
        let mut trailers = HeaderMap::new();
        let told = status::from_transport(Box::new(cut_off)).add_header(&mut trailers);
        Poll::Ready(Some(told.map(|()| Frame::trailers(trailers))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}
