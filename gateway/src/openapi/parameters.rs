//! What of a request stands in its path, its query and its headers.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Value, json};

use super::{Making, webhooks};
use crate::{
    json,
    routes::{Binding, Body, FieldPath},
};

/// Messages in messages in a query.
const MAX_DEPTH: usize = 3;

/// Parameters that many operations share, by reference.
pub(super) fn shared() -> Value {
    let mut shared = json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "A UUID of the caller's own: a request that comes again with it has one effect and gets the \
                first answer. The same as `requestId` in the body.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "IfMatch": {
            "name": "If-Match", "in": "header", "required": false,
            "description": "The version that the caller saw, from an `ETag`; another one is a conflict. The same as \
                `etag` in the body.",
            "schema": { "type": "string" },
        },
        "RequestId": {
            "name": "X-Request-Id", "in": "header", "required": false,
            "description": "A name for this request in logs; made up where there is none, and answered.",
            "schema": { "type": "string", "maxLength": 64 },
        },
        "RequestTimeout": {
            "name": "Request-Timeout", "in": "header", "required": false,
            "description": "Seconds that the caller waits, with at most three digits behind the point.",
            "schema": { "type": "string", "pattern": "^[1-9][0-9]{0,4}(\\.[0-9]{1,3})?$" },
        },
    });
    for (name, parameter) in webhooks::parameters() {
        shared[name] = parameter;
    }
    shared
}

/// Of one operation.
pub(super) fn of(making: &mut Making, binding: &Binding, names: &[String]) -> Vec<Value> {
    let mut parameters = Vec::new();
    for (name, variable) in names.iter().zip(&binding.variables) {
        let mut parameter = json!({
            "name": name, "in": "path", "required": true, "schema": making.schemas.kind(&variable.field().kind()),
        });
        describe(making, variable.field(), &mut parameter);
        parameters.push(parameter);
    }
    if !matches!(binding.body, Body::Whole) {
        query(making, binding, &binding.method.input, "", 0, &mut parameters);
    }
    let shared = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    if binding.method.request_id.is_some() {
        parameters.push(shared("IdempotencyKey"));
    }
    if binding.etag.is_some() {
        parameters.push(shared("IfMatch"));
    }
    parameters.extend([shared("RequestId"), shared("RequestTimeout")]);
    parameters
}

fn query(
    making: &mut Making,
    binding: &Binding,
    message: &MessageDescriptor,
    prefix: &str,
    depth: usize,
    parameters: &mut Vec<Value>,
) {
    for field in message.fields() {
        let name = format!("{prefix}{}", field.json_name());
        let path = FieldPath::find(&binding.method.input, &name);
        let elsewhere = path.is_none_or(|path| {
            let in_path = binding.variables.iter().any(|variable| variable.json() == path.json());
            let in_body = matches!(&binding.body, Body::Field(body) if Some(body) == path.fields().first());
            in_path || in_body
        });
        if elsewhere || field.is_map() {
            continue;
        }
        if json::reads_text(&field.kind()) {
            let mut parameter =
                json!({ "name": name, "in": "query", "required": false, "schema": making.schemas.field(&field) });
            describe(making, &field, &mut parameter);
            parameters.push(parameter);
        } else if let Kind::Message(inner) = field.kind()
            && !field.is_list()
            && depth < MAX_DEPTH
        {
            query(making, binding, &inner, &format!("{name}."), depth + 1, parameters);
        }
    }
}

fn describe(making: &Making, field: &FieldDescriptor, parameter: &mut Value) {
    let comment = making.comments.of_path(&field.parent_file(), field.path());
    if !comment.is_empty() {
        parameter["description"] = json!(comment);
    }
}
