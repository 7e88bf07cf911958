//! Failures, and the reasons that the services give for them.

use prost_reflect::DescriptorPool;
use serde_json::{Value, json};

use super::comments::Comments;

/// Those that any operation may answer.
pub(super) const STATUSES: &[&str] = &[
    "400", "401", "403", "404", "406", "409", "411", "413", "414", "415", "429", "431", "500", "503", "504", "default",
];

pub(super) fn response() -> Value {
    json!({
        "description": "What went wrong.",
        "headers": {
            "WWW-Authenticate": { "description": "How to prove who one is.", "schema": { "type": "string" } },
            "RateLimit": { "description": "What is left of the tenant's quota, where there is one.", "schema": { "type": "string" } },
            "Retry-After": { "description": "Seconds, where a retry can help.", "schema": { "type": "integer" } },
            "X-Request-Id": { "description": "Under which the log has it.", "schema": { "type": "string" } },
        },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

/// What proves a caller.
pub(super) fn bearer() -> Value {
    json!({
        "type": "http",
        "scheme": "bearer",
        "description": "An access token of an issuer that this gateway knows, or an API key. What an operation needs is its `x-scope`.",
    })
}

pub(super) fn schema() -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let list = |names: &[&str]| {
        let properties: serde_json::Map<_, _> =
            names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
        json!({ "type": "array", "items": { "type": "object", "properties": properties, "required": names } })
    };
    json!({
        "type": "object",
        "description": "A failure (RFC 9457).",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": { "type": "string", "format": "uri", "description": "The same for the same reason, always." },
            "title": text("The kind of failure."),
            "status": { "type": "integer", "description": "As in the head of the answer." },
            "detail": text("For people, of this failure."),
            "instance": { "type": "string", "format": "uri", "description": "Of this request alone." },
            "reason": text("For programs: one of `x-problem-reasons`, or of the platform's."),
            "domain": text("Who gives the reason."),
            "violations": list(&["field", "reason", "description"]),
            "preconditions": list(&["type", "subject", "description"]),
            "metadata": { "type": "object", "additionalProperties": { "type": "string" } },
            "retry_after": text("When a retry can help, such as `0.100s`."),
        },
    })
}

/// The values of every `errors.proto`, without the prefix of their enum, as problems carry them.
pub(super) fn reasons(pool: &DescriptorPool, comments: &Comments) -> Vec<Value> {
    let mut reasons = Vec::new();
    for file in pool.files().filter(|file| file.name().ends_with("/errors.proto")) {
        let service = file.package_name().split('.').nth(1).unwrap_or_default().to_owned();
        for value in file.enums().flat_map(|errors| errors.values().collect::<Vec<_>>()).filter(|one| one.number() != 0)
        {
            let zero = value.parent_enum().default_value().name().to_owned();
            let prefix = zero.strip_suffix("UNSPECIFIED").unwrap_or_default();
            reasons.push(json!({
                "domain": format!("{service}.o2c"),
                "reason": value.name().strip_prefix(prefix).unwrap_or(value.name()),
                "description": comments.of_path(&file, value.path()),
            }));
        }
    }
    reasons
}
