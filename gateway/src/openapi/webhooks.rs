//! What endpoints of others are sent: an entry for each fact, made of its message.

use prost_reflect::DescriptorPool;
use serde_json::{Map, Value, json};

use super::Making;
use crate::facts::facts;

/// By the type of the event.
pub(super) fn of(making: &mut Making, pool: &DescriptorPool) -> Map<String, Value> {
    facts(pool)
        .into_iter()
        .map(|fact| {
            let said = making.comments.of_path(&fact.parent_file(), fact.path()).to_owned();
            let body = json!({
                "type": "object",
                "required": ["type", "timestamp", "aggregate", "data"],
                "properties": {
                    "type": { "const": fact.full_name() },
                    "timestamp": {
                        "type": "string", "format": "date-time", "description": "When it happened, in business time.",
                    },
                    "aggregate": {
                        "type": "object",
                        "required": ["type", "id", "sequence"],
                        "description": "What it happened to. Events of one come in their order; `sequence` grows by one \
                            with each, of which an endpoint sees those that it has subscribed to.",
                        "properties": {
                            "type": { "type": "string" },
                            "id": { "type": "string", "format": "uuid" },
                            "sequence": { "type": "string", "format": "int64" },
                        },
                    },
                    "data": making.schemas.message(&fact),
                },
            });
            let headers = ["WebhookId", "WebhookTimestamp", "WebhookSignature"]
                .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
            let entry = json!({ "post": {
                "summary": fact.name(),
                "description": said,
                "tags": ["Webhooks"],
                "security": [],
                "parameters": headers,
                "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
                "responses": {
                    "2XX": { "description": "Taken. Nothing of the body is read." },
                    "410": { "description": "The endpoint wants no more: it is disabled." },
                    "default": {
                        "description": "Sent again later under the same `webhook-id`, ten times within 75 hours; not before \
                            `Retry-After` (seconds) is over. Redirects are not followed.",
                    },
                },
            } });
            (fact.full_name().to_owned(), entry)
        })
        .collect()
}

/// The headers of Standard Webhooks.
pub(super) fn parameters() -> Vec<(&'static str, Value)> {
    let header = |name: &str, description: &str| {
        json!({
            "name": name, "in": "header", "required": true, "description": description, "schema": { "type": "string" },
        })
    };
    vec![
        (
            "WebhookId",
            header("webhook-id", "Of the event: the same on every attempt. Who has seen it has seen the event."),
        ),
        (
            "WebhookTimestamp",
            header(
                "webhook-timestamp",
                "Of the attempt, seconds since 1970. One that is minutes old was sent by somebody else.",
            ),
        ),
        (
            "WebhookSignature",
            header(
                "webhook-signature",
                "Of `id.timestamp.body` by each secret in force, separated by spaces: `v1,` and the HMAC-SHA256, or `v1a,` \
                    and the Ed25519 signature, in base64.",
            ),
        ),
    ]
}
