//! Many answers, as they come: a line each, or an event each.
//!
//! The status of HTTP has gone out before the last answer is known. So a stream that fails ends with a line
//! `{"@error": problem}`, or an event `error`; one that is whole ends with its body, or an event `end`. `@` begins no
//! field of a message.

use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http_body::Frame;
use http_body_util::StreamBody;
use tokio::sync::OwnedSemaphorePermit;
use tonic::{Status, Streaming, body::Body};

use super::response::shown;
use crate::{
    negotiate::Form,
    problem::{Problem, Refusal},
    routes::Binding,
};

/// What comes next.
enum Next {
    Message(Vec<u8>),
    Failure(Box<Problem>),
    End,
}

/// The body of a streamed answer; `place` is held until it is over.
pub(crate) fn streamed(
    binding: Arc<Binding>,
    messages: Streaming<Bytes>,
    form: Form,
    request_id: String,
    place: OwnedSemaphorePermit,
) -> Body {
    let frames = nexts(binding, messages, request_id.clone()).map(move |next| {
        let _held = &place;
        Ok::<_, Status>(Frame::data(Bytes::from(written(&next, form, &request_id))))
    });
    Body::new(StreamBody::new(frames))
}

fn nexts(binding: Arc<Binding>, messages: Streaming<Bytes>, request_id: String) -> impl Stream<Item = Next> {
    stream::unfold(Some(messages), move |messages| {
        let (binding, request_id) = (Arc::clone(&binding), request_id.clone());
        async move {
            let mut messages = messages?;
            let failed = |refusal: Refusal| Next::Failure(Box::new(refusal.problem(&request_id)));
            Some(match messages.next().await {
                Some(Ok(message)) => match shown(&binding, message) {
                    Ok(shown) => (Next::Message(shown.json), Some(messages)),
                    Err(error) => (failed(Refusal::Bug(error.to_string())), None),
                },
                Some(Err(status)) => (failed(Refusal::from(status)), None),
                None => (Next::End, None),
            })
        }
    })
}

fn written(next: &Next, form: Form, request_id: &str) -> Vec<u8> {
    // JSON as it is written here has no line breaks: they are escaped in texts, and stand nowhere else
    match (form, next) {
        (Form::Events, Next::Message(json)) => [b"data: ", json.as_slice(), b"\n\n"].concat(),
        (Form::Events, Next::Failure(problem)) => {
            [b"event: error\ndata: ", problem.json(request_id).as_slice(), b"\n\n"].concat()
        }
        (Form::Events, Next::End) => b"event: end\ndata: {}\n\n".to_vec(),
        (Form::Json | Form::Lines | Form::Csv, Next::Message(json)) => [json.as_slice(), b"\n"].concat(),
        (Form::Json | Form::Lines | Form::Csv, Next::Failure(problem)) => {
            [b"{\"@error\":", problem.json(request_id).as_slice(), b"}\n"].concat()
        }
        (Form::Json | Form::Lines | Form::Csv, Next::End) => Vec::new(),
    }
}
