//! What is sent on a stream of a connection, frame by frame.

use std::future::poll_fn;

use bytes::Bytes;
use futures::FutureExt;
use h2::{Reason, RecvStream, SendStream, client::ResponseFuture};
use http_body::Frame;
use http_body_util::BodyExt;
use o2c_kernel::Deadline;
use tonic::{Status, body::Body, codegen::StdError};

/// A message on its way out, one frame ahead of what has been sent, so that it is known which one is the last.
pub(super) struct Message {
    next: Option<Frame<Bytes>>,
    /// What follows the beginning; taken when that is sent.
    following: Following,
    rest: Body,
}

/// The next frame, or the end, as far as it is known without waiting.
type Following = Option<Option<Result<Frame<Bytes>, Status>>>;

/// Most often nothing follows, and is known not to.
fn following(rest: &mut Body) -> Following {
    if http_body::Body::is_end_stream(rest) { Some(None) } else { rest.frame().now_or_never() }
}

/// Why a message did not come to its end.
enum Cut {
    /// Whoever sends it has stopped.
    Here(Status),
    /// Whoever receives it wants no more; the answer says why.
    There,
}

impl From<h2::Error> for Cut {
    fn from(_: h2::Error) -> Self {
        Self::There
    }
}

impl Message {
    /// Waits for the beginning: nobody does anything before it is there, and head and message then leave in one piece.
    pub(super) async fn begin(mut body: Body, until: Option<Deadline>) -> Result<Self, StdError> {
        let next = match until {
            None => body.frame().await,
            Some(until) => match tokio::time::timeout(until.remaining(), body.frame()).await {
                Ok(next) => next,
                Err(_elapsed) => return Err(tonic::TimeoutExpired(()).into()),
            },
        };
        let next = next.transpose()?;
        let following = if next.is_some() { following(&mut body) } else { Some(None) };
        Ok(Self { next, following, rest: body })
    }

    /// The same once more, where it is of one frame: most are.
    pub(super) fn copy(&self) -> Option<Self> {
        let next = match &self.next {
            None => None,
            Some(frame) => Some(Frame::data(frame.data_ref()?.clone())),
        };
        matches!(self.following, Some(None)).then(|| Self { next, following: Some(None), rest: Body::empty() })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.next.is_none()
    }

    /// Sends it while waiting for the head of the answer. What then is still to be sent is sent on.
    pub(super) async fn send_until(
        self,
        stream: SendStream<Bytes>,
        mut answer: ResponseFuture,
    ) -> Result<http::Response<RecvStream>, StdError> {
        let mut sending = Box::pin(self.send(stream));
        tokio::select! {
            biased;
            sent = &mut sending => match sent {
                Ok(()) | Err(Cut::There) => Ok(answer.await?),
                Err(Cut::Here(status)) => Err(status.into()),
            },
            answered = &mut answer => {
                tokio::spawn(sending);
                Ok(answered?)
            }
        }
    }

    async fn send(mut self, mut stream: SendStream<Bytes>) -> Result<(), Cut> {
        while let Some(frame) = self.next.take() {
            let following = self.following.take().or_else(|| following(&mut self.rest));
            let last = matches!(following, Some(None));
            match frame.into_data() {
                Ok(data) => send_data(&mut stream, data, last).await?,
                Err(frame) => {
                    if let Ok(trailers) = frame.into_trailers() {
                        return Ok(stream.send_trailers(trailers)?);
                    }
                }
            }
            let following = match following {
                Some(following) => following,
                None => {
                    let following = self.rest.frame().await;
                    if following.is_none() {
                        stream.send_data(Bytes::new(), true)?;
                    }
                    following
                }
            };
            self.next = following.transpose().map_err(|status| {
                stream.send_reset(Reason::CANCEL);
                Cut::Here(status)
            })?;
        }
        Ok(())
    }
}

/// Sends as the other side makes room: what waits here is not read from whoever sends it.
async fn send_data(stream: &mut SendStream<Bytes>, mut data: Bytes, last: bool) -> Result<(), Cut> {
    while !data.is_empty() {
        stream.reserve_capacity(data.len());
        while stream.capacity() == 0 {
            poll_fn(|context| stream.poll_capacity(context)).await.ok_or(Cut::There)??;
        }
        let part = data.split_to(stream.capacity().min(data.len()));
        if !data.is_empty() || !last {
            stream.send_data(part, false)?;
        } else {
            return Ok(stream.send_data(part, true)?);
        }
    }
    if last {
        stream.send_data(Bytes::new(), true)?;
    }
    Ok(())
}
