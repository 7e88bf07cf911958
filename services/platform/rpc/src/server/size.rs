//! Bounds what a call may bring, at the same size for a local and a remote one, before a decoder reserves memory for
//! what a length prefix merely promises.

use bytes::{Bytes, BytesMut};
use futures::{FutureExt, StreamExt, future::BoxFuture};
use http_body_util::{BodyDataStream, Full};
use tokio::sync::{Semaphore, SemaphorePermit};
use tonic::{Status, body::Body};

use super::{
    RequestId,
    config::{SMALL_MESSAGE, ServerConfig},
};
use crate::{
    error::RpcError,
    layer::{Layer, Next, Request, Response},
    status,
};

/// In front of a message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// Reads the request whole. All methods take one message; there is no stream of requests to be kept waiting.
///
/// A large one is read and worked on in one of a few places, so that many of them at once cannot fill the memory. Whoever
/// waits for such a place holds back its sender only; the wait is within the deadline.
pub(super) struct Size {
    limit: usize,
    large: Semaphore,
}

impl Size {
    pub(super) fn new(config: &ServerConfig) -> Size {
        Size { limit: config.message_bytes, large: Semaphore::new(config.large_messages) }
    }

    async fn whole(&self, body: Body) -> Result<(Bytes, Option<SemaphorePermit<'_>>), Refused> {
        let mut frames = BodyDataStream::new(body);
        let mut place = None;
        let mut first: Option<Bytes> = None;
        let mut rest = BytesMut::new();
        while let Some(frame) = frames.next().await {
            let data = frame.map_err(Refused::Broken)?;
            // nearly always there is just one frame, and it is not copied
            match &first {
                None => first = Some(data),
                Some(begin) => {
                    if rest.is_empty() {
                        rest.extend_from_slice(begin);
                    }
                    rest.extend_from_slice(&data);
                }
            }
            let read: &[u8] = if rest.is_empty() { first.as_deref().unwrap_or_default() } else { &rest };
            if promised(read) > self.limit || read.len() > self.limit.saturating_add(PREFIX) {
                return Err(Refused::TooLarge);
            }
            if promised(read).max(read.len()) > SMALL_MESSAGE && place.is_none() {
                // The semaphore is fair and never closed.
                place = self.large.acquire().await.ok();
            }
        }
        Ok((if rest.is_empty() { first.unwrap_or_default() } else { rest.freeze() }, place))
    }
}

enum Refused {
    TooLarge,
    Broken(Status),
}

/// What the prefix of a message says of its length; 0 until the prefix is there.
fn promised(read: &[u8]) -> usize {
    match read {
        [_compressed, a, b, c, d, ..] => usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX),
        _ => 0,
    }
}

impl Layer for Size {
    fn handle<'a>(&'a self, request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        async move {
            let (parts, body) = request.into_parts();
            match self.whole(body).await {
                Ok((bytes, _place)) => next.call(http::Request::from_parts(parts, Body::new(Full::new(bytes)))).await,
                Err(Refused::Broken(status)) => status.into_http(),
                Err(Refused::TooLarge) => {
                    let id = RequestId::of(&parts.extensions).map(RequestId::as_str);
                    status::status(&RpcError::TooLarge { limit: self.limit }, id).into_http()
                }
            }
        }
        .boxed()
    }
}
