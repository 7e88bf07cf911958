//! The body of a request, read whole and within bounds.

use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use http::{HeaderMap, Version, header};
use http_body_util::BodyDataStream;
use tokio::sync::{Semaphore, SemaphorePermit};
use tonic::body::Body;

use crate::problem::Refusal;

/// A larger body waits for one of the places for large ones before more of it is read.
pub(crate) const SMALL_BODY: usize = 64 * 1024;

/// A body, and the place that it holds as long as it is in memory.
#[derive(Debug)]
pub(crate) struct Whole<'p> {
    pub(crate) bytes: Bytes,
    pub(crate) _place: Option<SemaphorePermit<'p>>,
}

/// Whether a request says how long its body is, or that it ends by itself. One of HTTP/1 that says neither has no
/// body, and one that was meant to have some would go unnoticed.
pub(crate) fn check_length(version: Version, headers: &HeaderMap, limit: usize) -> Result<(), Refusal> {
    let length = headers.get(header::CONTENT_LENGTH);
    if length.is_none() && version < Version::HTTP_2 && !headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Refusal::LengthRequired);
    }
    // More digits than a number holds are more bytes than are taken.
    let over = |text: &str| text.parse::<usize>().map_or(true, |length| length > limit);
    if length.and_then(|value| value.to_str().ok()).is_some_and(over) {
        return Err(Refusal::BodyTooLarge { limit });
    }
    Ok(())
}

/// Reads to the end.
pub(crate) async fn read(body: Body, limit: usize, large: &Semaphore) -> Result<Whole<'_>, Refusal> {
    let mut frames = BodyDataStream::new(body);
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    let mut place = None;
    while let Some(frame) = frames.next().await {
        let data = frame.map_err(|_broken| Refusal::BodyBroken)?;
        if first.is_empty() {
            first = data;
        } else {
            // nearly always there is just one frame, and it is not copied
            if rest.is_empty() {
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&data);
        }
        let length = first.len().max(rest.len());
        if length > limit {
            return Err(Refusal::BodyTooLarge { limit });
        }
        if length > SMALL_BODY && place.is_none() {
            // The semaphore is fair and never closed; the wait is within the request's deadline.
            place = large.acquire().await.ok();
        }
    }
    Ok(Whole { bytes: if rest.is_empty() { first } else { rest.freeze() }, _place: place })
}
