//! A whole list as the body of an HTTP answer.
//!
//! The status has gone out before the last page is known. So lines of JSON that fail end with `{"@error": problem}`; a
//! table has no place for it, so its body breaks off and is not ended: who reads it sees that it is not whole.

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http_body::Frame;
use http_body_util::StreamBody;
use prost_reflect::DynamicMessage;
use tokio::sync::OwnedSemaphorePermit;
use tonic::{Status, body::Body};

use super::{Form, Table, Unwritten};
use crate::problem::Refusal;

/// The body; nothing has gone out yet when the first page fails. `place` is held until it is over.
pub(crate) async fn exported(
    pages: impl Stream<Item = Result<Vec<DynamicMessage>, Status>> + Send + 'static,
    table: Table,
    form: Form,
    request_id: String,
    place: OwnedSemaphorePermit,
) -> Result<Body, Refusal> {
    let mut pages = Box::pin(pages);
    let mut first = table.head().map_err(defect)?;
    if let Some(page) = pages.next().await {
        first.extend(table.entries(&page?).map_err(defect)?);
    }
    let rest = pages.map(move |page| {
        let _held = &place;
        page.map_err(Refusal::from).and_then(|page| table.entries(&page).map_err(defect))
    });
    let frames = stream::once(async { Ok(first) }).chain(rest).map(move |written| match (written, form) {
        (Ok(bytes), _) => Ok(Frame::data(Bytes::from(bytes))),
        (Err(refusal), Form::Lines) => {
            let problem = refusal.problem(&request_id).json(&request_id);
            Ok(Frame::data(Bytes::from([b"{\"@error\":", problem.as_slice(), b"}\n"].concat())))
        }
        (Err(refusal), Form::Csv { .. }) => {
            tracing::warn!(%refusal, "a table breaks off");
            Err(Status::aborted("the list breaks off"))
        }
    });
    Ok(Body::new(StreamBody::new(frames)))
}

fn defect(error: Unwritten) -> Refusal {
    Refusal::Bug(error.to_string())
}
