//! The idempotency key of a request or of an item of a batch.

use o2c_kernel::{RequestKey, Violations};
use o2c_proto::Mutation;
use prost::Message;

use crate::parse;

/// Takes the `request_id` out of a message and makes the key that idempotency compares: the id and a hash of the rest.
///
/// The hash is of the message as this server encodes it, fields in order of their numbers, so two clients that encode
/// the same item differently have the same key. No id means no key: the call is then not protected against repetition.
pub fn key<M: Mutation + Message>(message: &mut M) -> Result<Option<RequestKey>, Violations> {
    let text = message.take_request_id();
    let mut violations = Violations::default();
    if text.is_empty() {
        return Ok(None);
    }
    match parse::uuid(&mut violations, "request_id", &text) {
        Some(request_id) => {
            let hash = *blake3::hash(&message.encode_to_vec()).as_bytes();
            Ok(Some(RequestKey { request_id, hash }))
        }
        None => Err(violations),
    }
}
