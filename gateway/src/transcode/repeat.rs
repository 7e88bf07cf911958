//! What makes a call safe to repeat: its idempotency key, and the version that the caller saw.

use http::HeaderMap;
use o2c_kernel::Violations;
use o2c_proto::common::v1::Idempotency;
use prost_reflect::{DynamicMessage, Value};

use super::put;
use crate::{
    headers,
    json::reason as ours,
    routes::{Binding, FieldPath},
};

/// Puts `Idempotency-Key` and `If-Match` into their fields. A header that could have no effect is refused: the caller
/// would believe to be protected.
pub(super) fn read(binding: &Binding, from: &HeaderMap, message: &mut DynamicMessage, violations: &mut Violations) {
    let reads = binding.method.access.idempotency == Idempotency::ReadOnly;
    if let Some(key) = headers::idempotency_key(from, violations) {
        match FieldPath::find(&binding.method.input, "request_id").filter(|_| binding.method.request_id.is_some()) {
            Some(path) => put::one(&path, &key, message, violations),
            // Reading needs no key; clients that send one with everything are served.
            None if reads => {}
            None => violations.add(
                "idempotency-key",
                ours::UNSUPPORTED,
                "means nothing to this method: the items of a batch carry their keys as `requestId`",
            ),
        }
    }
    if let Some(version) = headers::if_match(from, violations) {
        match &binding.etag {
            Some(path) => put::one(path, &version, message, violations),
            None => {
                violations.add("if-match", ours::UNSUPPORTED, "means nothing to this method: it compares no version")
            }
        }
    }
}

/// Gives a key to whatever has none. The way to the services repeats a call that was not answered, and without a key it
/// could have its effect twice.
pub(super) fn give_keys(binding: &Binding, message: &mut DynamicMessage) {
    let method = &binding.method;
    if method.access.idempotency != Idempotency::RequestId {
        return;
    }
    let new_key = || Value::String(o2c_kernel::new_uuid().to_string());
    if let Some(field) = method.request_id.as_ref().filter(|field| !message.has_field(field)) {
        message.set_field(field, new_key());
    }
    let Some((items, request_id)) = method.items() else { return };
    if !message.has_field(&items) {
        return;
    }
    for item in message.get_field_mut(&items).as_list_mut().into_iter().flatten() {
        if let Some(item) = item.as_message_mut().filter(|item| !item.has_field(&request_id)) {
            item.set_field(&request_id, new_key());
        }
    }
}
