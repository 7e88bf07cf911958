//! The body of an event: type, time and data as Standard Webhooks has them, and its place among the events of its aggregate.

use std::sync::LazyLock;

use bytes::Bytes;
use o2c_gateway::{canonical_json, facts};
use o2c_kernel::Instant;
use o2c_messaging::Envelope;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::domain::Event;

struct Contract {
    pool: DescriptorPool,
    types: Vec<String>,
}

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    // What cannot be read here, no server starts with: `o2c_rpc::Contract` reads the same bytes before.
    let pool = DescriptorPool::decode(o2c_proto::DESCRIPTORS).unwrap_or_default();
    let types = facts(&pool).iter().map(|fact| fact.full_name().to_owned()).collect();
    Contract { pool, types }
});

/// The types that somebody can subscribe to.
pub fn known_types() -> impl Iterator<Item = &'static str> {
    CONTRACT.types.iter().map(String::as_str)
}

/// What is sent of a fact; or why nothing can be, for the person who looks at the dead letter.
pub fn event_of(fact: &Envelope, now: Instant) -> Result<Event, String> {
    let about = About {
        type_name: &fact.type_name,
        aggregate_type: &fact.aggregate_type,
        aggregate: fact.aggregate_id,
        sequence: fact.sequence,
        at: fact.occurred_at,
    };
    let body = body(&about, fact.payload.clone())?;
    let (type_name, aggregate) = (fact.type_name.as_ref().to_owned(), fact.aggregate_id);
    Ok(Event { id: fact.event_id, type_name, aggregate, body, received_at: now })
}

/// What a body says beside its data.
pub(super) struct About<'a> {
    pub(super) type_name: &'a str,
    pub(super) aggregate_type: &'a str,
    pub(super) aggregate: Uuid,
    pub(super) sequence: i64,
    pub(super) at: Instant,
}

#[derive(serde::Serialize)]
struct Body<'a> {
    r#type: &'a str,
    timestamp: String,
    aggregate: Aggregate<'a>,
    data: &'a RawValue,
}

/// 64-bit integers are texts, as everywhere in the JSON of the contract.
#[derive(serde::Serialize)]
struct Aggregate<'a> {
    r#type: &'a str,
    id: String,
    sequence: String,
}

pub(super) fn body(about: &About<'_>, payload: Bytes) -> Result<Vec<u8>, String> {
    let name = about.type_name;
    let descriptor = CONTRACT.pool.get_message_by_name(name).ok_or_else(|| format!("{name} is not in the contract"))?;
    let message =
        DynamicMessage::decode(descriptor, payload).map_err(|error| format!("{name} does not decode: {error}"))?;
    let data = canonical_json(&message).map_err(|error| error.to_string())?;
    let data: Box<RawValue> = serde_json::from_slice(&data).map_err(|error| format!("{name} has no JSON: {error}"))?;
    let aggregate = Aggregate {
        r#type: about.aggregate_type,
        id: about.aggregate.to_string(),
        sequence: about.sequence.to_string(),
    };
    let body = Body { r#type: name, timestamp: about.at.to_string(), aggregate, data: &data };
    serde_json::to_vec(&body).map_err(|error| format!("{name} has no JSON: {error}"))
}
