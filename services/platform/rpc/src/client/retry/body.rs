//! Keeps the body of a request, so that it can be sent again.

use bytes::{Bytes, BytesMut};
use futures::{StreamExt, TryStreamExt, stream};
use http_body::Frame;
use http_body_util::{BodyDataStream, Full, StreamBody};
use tonic::{Status, body::Body};

/// A longer request is sent once: memory for retries is bounded by this times the calls in flight.
pub(super) const MAX_KEPT: usize = 1024 * 1024;

/// What became of a body.
pub(super) enum Kept {
    /// All of it, and it can be sent again.
    Whole(Bytes),
    /// Longer than may be kept; it can be sent once.
    Streaming(Body),
    /// The caller's own stream failed.
    Broken(Status),
}

/// Reads a body to its end, or as far as may be kept.
pub(super) async fn keep(body: Body) -> Kept {
    let mut frames = BodyDataStream::new(body);
    let mut kept = BytesMut::new();
    while let Some(frame) = frames.next().await {
        let data = match frame {
            Ok(data) => data,
            Err(status) => return Kept::Broken(status),
        };
        let too_long = kept.len() + data.len() > MAX_KEPT;
        kept.extend_from_slice(&data);
        if too_long {
            let read = stream::iter([Ok::<_, Status>(kept.freeze())]);
            return Kept::Streaming(Body::new(StreamBody::new(read.chain(frames).map_ok(Frame::data))));
        }
    }
    Kept::Whole(kept.freeze())
}

/// The kept body, once more.
pub(super) fn replay(bytes: &Bytes) -> Body {
    Body::new(Full::new(bytes.clone()))
}
