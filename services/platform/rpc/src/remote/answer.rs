//! An answer as it comes in, frame by frame; also one that is cut off on its way: the process behind it has died, or the
//! road to it.
//!
//! The transport would end that with whatever its protocol has for it, INTERNAL or UNKNOWN, here and, passed on, at every
//! caller behind us. It ends in a status of ours instead: UNAVAILABLE, as if there had been no answer.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use h2::{Reason, RecvStream};
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tonic::{Status, body::Body};

use crate::{layer::Response, status};

/// The answer of a connection, whole or ended by a status.
pub(super) fn received(answer: http::Response<RecvStream>) -> Response {
    answer.map(|stream| Body::new(Received(Some(stream))))
}

/// None after its end.
struct Received(Option<RecvStream>);

impl Received {
    fn poll_stream(
        stream: &mut RecvStream,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Frame<Bytes>>, h2::Error>> {
        match ready!(stream.poll_data(context)) {
            Some(Ok(data)) => {
                // The other side may send as much again.
                stream.flow_control().release_capacity(data.len())?;
                Poll::Ready(Ok(Some(Frame::data(data))))
            }
            // It has said all that it had to say, and wants no more of the request.
            Some(Err(error)) if error.reason() == Some(Reason::NO_ERROR) => Poll::Ready(Ok(None)),
            Some(Err(error)) => Poll::Ready(Err(error)),
            None => Poll::Ready(Ok(ready!(stream.poll_trailers(context))?.map(Frame::trailers))),
        }
    }
}

impl http_body::Body for Received {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(stream) = &mut self.0 else { return Poll::Ready(None) };
        match ready!(Self::poll_stream(stream, context)) {
            Ok(Some(frame)) => Poll::Ready(Some(Ok(frame))),
            Ok(None) => {
                self.0 = None;
                Poll::Ready(None)
            }
            Err(cut_off) => {
                self.0 = None;
                let mut trailers = HeaderMap::new();
                let told = status::from_transport(Box::new(cut_off)).add_header(&mut trailers);
                Poll::Ready(Some(told.map(|()| Frame::trailers(trailers))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(RecvStream::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_end_stream() { SizeHint::with_exact(0) } else { SizeHint::default() }
    }
}
