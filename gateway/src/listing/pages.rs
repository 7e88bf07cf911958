//! The pages of a list, one after the other.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{Stream, stream};
use o2c_kernel::Deadline;
use o2c_rpc::Transport;
use prost::Message;
use prost_reflect::{DynamicMessage, Value};
use tonic::{Request, Status};

use crate::{routes::Method, transcode};

/// Entries of a page, where the caller does not say.
const PAGE: i32 = 500;
/// However slowly a list is taken: a reader that has gone to sleep holds its place no longer.
const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);

/// Where in the list the next page is.
struct At {
    request: DynamicMessage,
    /// None: the last page was taken.
    token: Option<String>,
    until: Deadline,
}

/// The entries, a page at a time. `method` is a list; `ask` dresses each call: who calls, and how long it may take.
pub(crate) fn pages<F>(
    transport: Transport,
    method: Arc<Method>,
    mut request: DynamicMessage,
    limit: usize,
    ask: F,
) -> impl Stream<Item = Result<Vec<DynamicMessage>, Status>> + Send + 'static
where
    F: Fn(Bytes) -> Request<Bytes> + Send + Sync + 'static,
{
    let token = method.listing.as_ref().map(|listing| {
        if !request.has_field(&listing.page_size) {
            request.set_field(&listing.page_size, Value::I32(PAGE));
        }
        request.get_field(&listing.page_token).as_str().unwrap_or_default().to_owned()
    });
    let (ask, until) = (Arc::new(ask), Deadline::after(LONGEST));
    stream::try_unfold(At { request, token, until }, move |at| {
        let (transport, method, ask) = (transport.clone(), Arc::clone(&method), Arc::clone(&ask));
        async move {
            let (Some(token), Some(listing)) = (at.token, &method.listing) else { return Ok(None) };
            if at.until.expired() {
                return Err(Status::deadline_exceeded("the list was not taken in time"));
            }
            let mut request = at.request;
            request.set_field(&listing.page_token, Value::String(token.clone()));
            let message = ask(Bytes::from(request.encode_to_vec()));
            let answer = transcode::unary(&transport, &method, message, limit).await?.into_inner();
            let mut page = DynamicMessage::decode(method.output.clone(), answer)
                .map_err(|_| Status::internal("a page cannot be read"))?;
            let next = page.get_field(&listing.next_page_token).as_str().unwrap_or_default().to_owned();
            if next == token && !next.is_empty() {
                return Err(Status::internal("a page names itself as the next one"));
            }
            let items = match page.get_field_mut(&listing.items) {
                Value::List(items) => std::mem::take(items),
                _ => Vec::new(),
            };
            let message = |value| match value {
                Value::Message(message) => Some(message),
                _ => None,
            };
            let items: Vec<DynamicMessage> = items.into_iter().filter_map(message).collect();
            Ok(Some((items, At { request, token: Some(next).filter(|next| !next.is_empty()), until: at.until })))
        }
    })
}
