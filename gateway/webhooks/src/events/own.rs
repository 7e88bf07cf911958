//! Facts of webhooks themselves, which are told to endpoints alone.

use o2c_kernel::{Instant, Principal, new_uuid};
use o2c_proto::gateway::v1::{WebhookSubscriptionDisabled, WebhookTested};

use super::payload::{About, body};
use crate::{
    api::wire_reason,
    domain::{DisabledReason, Event, Subscription, SubscriptionId},
    error::WebhooksError,
};

/// Somebody has asked for it; `at` is business time, `now` machine time.
pub fn tested(id: SubscriptionId, by: &Principal, at: Instant, now: Instant) -> Result<Event, WebhooksError> {
    let message = WebhookTested { webhook_subscription_id: id.to_string(), requested_by: by.as_str().to_owned() };
    event(id, &message, 1, at, now)
}

/// Nothing is sent to it any more.
pub fn disabled(of: &Subscription, reason: DisabledReason, now: Instant) -> Result<Event, WebhooksError> {
    let message = WebhookSubscriptionDisabled {
        webhook_subscription_id: of.id.to_string(),
        description: of.endpoint.description.clone(),
        reason: wire_reason(reason).into(),
        failing_since_micros: of.failing_since.map_or(0, Instant::micros),
    };
    event(of.id, &message, of.revision, now, now)
}

fn event<M: o2c_proto::Event>(
    of: SubscriptionId,
    message: &M,
    sequence: i64,
    at: Instant,
    now: Instant,
) -> Result<Event, WebhooksError> {
    let about =
        About { type_name: M::TYPE, aggregate_type: "webhook_subscription", aggregate: of.uuid(), sequence, at };
    let body = body(&about, message.encode_to_vec().into()).map_err(|_| WebhooksError::Unwritable)?;
    Ok(Event { id: new_uuid(), type_name: M::TYPE.to_owned(), aggregate: of.uuid(), body, received_at: now })
}
