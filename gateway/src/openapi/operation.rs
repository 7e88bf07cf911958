//! One operation: a mapping of an RPC.

use o2c_proto::common::v1::Idempotency;
use prost_reflect::Kind;
use serde_json::{Map, Value, json};

use super::{Making, parameters, problems, tag};
use crate::routes::{Binding, Body, Kinds};

pub(super) fn of(making: &mut Making, binding: &Binding, at: usize, names: &[String]) -> Value {
    let method = &binding.method;
    let descriptor = &method.descriptor;
    let mut id = format!("{}_{}", tag(method), descriptor.name());
    if at > 0 {
        id.push_str(&format!("_{}", at + 1));
    }
    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), json!(id));
    operation.insert("tags".to_owned(), json!([tag(method)]));
    operation.insert("summary".to_owned(), json!(spaced(descriptor.name())));
    let comment = making.comments.of_path(&descriptor.parent_file(), descriptor.path());
    if !comment.is_empty() {
        operation.insert("description".to_owned(), json!(comment));
    }
    operation.insert("parameters".to_owned(), Value::Array(parameters::of(making, binding, names)));
    if let Some(body) = request_body(making, binding) {
        operation.insert("requestBody".to_owned(), body);
    }
    operation.insert("responses".to_owned(), responses(making, binding));
    operation.insert("x-rpc".to_owned(), json!(descriptor.full_name()));
    operation.insert("x-scope".to_owned(), json!(method.access.scope));
    if !method.access.duty.is_empty() {
        operation.insert("x-duty".to_owned(), json!(method.access.duty));
    }
    operation.insert("x-idempotency".to_owned(), json!(idempotency(method.access.idempotency)));
    Value::Object(operation)
}

fn request_body(making: &mut Making, binding: &Binding) -> Option<Value> {
    let input = &binding.method.input;
    let schema = match &binding.body {
        Body::None => return None,
        Body::Field(field) => making.schemas.field(field),
        Body::Whole => {
            // What the path says need not be said again.
            let in_path: Vec<u32> = binding
                .variables
                .iter()
                .filter(|variable| variable.fields().len() == 1)
                .map(|variable| variable.field().number())
                .collect();
            if in_path.is_empty() { making.schemas.message(input) } else { making.schemas.object(input, &in_path) }
        }
    };
    Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }))
}

fn responses(making: &mut Making, binding: &Binding) -> Value {
    let method = &binding.method;
    let schema = match &binding.response_body {
        None => making.schemas.kind(&Kind::Message(method.output.clone())),
        Some(field) => making.schemas.field(field),
    };
    let content = match method.kinds() {
        Kinds::One => match &method.listing {
            None => json!({ "application/json": { "schema": schema } }),
            Some(listing) => json!({
                "application/json": { "schema": schema },
                "application/x-ndjson": { "schema": making.schemas.kind(&Kind::Message(listing.item.clone())) },
                "text/csv": { "schema": { "type": "string" } },
            }),
        },
        Kinds::Stream => {
            json!({ "application/x-ndjson": { "schema": schema.clone() }, "text/event-stream": { "schema": schema } })
        }
    };
    let mut good = json!({ "description": "What the RPC answers.", "content": content });
    if method.output.get_field_by_name("etag").is_some() {
        good["headers"] = json!({ "ETag": {
            "description": "The version of what was answered, for `If-Match`.",
            "schema": { "type": "string" },
        } });
    }
    let mut responses = Map::from_iter([("200".to_owned(), good)]);
    for status in problems::STATUSES {
        responses.insert((*status).to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    Value::Object(responses)
}

fn idempotency(idempotency: Idempotency) -> &'static str {
    match idempotency {
        Idempotency::Unspecified => "unspecified",
        Idempotency::ReadOnly => "read-only",
        Idempotency::RequestId => "request-id",
        Idempotency::Natural => "natural",
    }
}

/// `BatchCreateOrders` as people write it.
fn spaced(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 8);
    for (at, letter) in name.chars().enumerate() {
        if at > 0 && letter.is_ascii_uppercase() {
            text.push(' ');
        }
        text.push(if at > 0 { letter.to_ascii_lowercase() } else { letter });
    }
    text
}
