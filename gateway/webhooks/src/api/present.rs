//! From the domain to the wire.

use base64::{Engine, prelude::BASE64_STANDARD};
use o2c_kernel::{Instant, KeyPart};
use o2c_proto::gateway::v1 as proto;
use o2c_rpc::wire;

use super::subscriptions::SUBSCRIPTIONS;
use crate::{
    app::{DeliveriesPage, DeliveryDetail, Replayed, Subscribed, SubscriptionsPage},
    domain::{Algorithm, Attempt, Delivery, DeliveryState, DisabledReason, Outcome, Secret, State},
    sending::SecretValue,
};

/// The value of a secret, for whoever has just asked for it.
pub struct Revealed(pub String);

impl From<&Option<SecretValue>> for Revealed {
    fn from(value: &Option<SecretValue>) -> Self {
        Self(value.as_ref().and_then(SecretValue::reveal).unwrap_or_default())
    }
}

pub fn wire_reason(reason: DisabledReason) -> proto::WebhookDisabledReason {
    match reason {
        DisabledReason::Requested => proto::WebhookDisabledReason::Requested,
        DisabledReason::Failing => proto::WebhookDisabledReason::Failing,
        DisabledReason::Gone => proto::WebhookDisabledReason::Gone,
    }
}

impl From<&Subscribed> for proto::WebhookSubscription {
    fn from(Subscribed { subscription, secrets }: &Subscribed) -> Self {
        Self {
            webhook_subscription_id: subscription.id.to_string(),
            url: subscription.endpoint.url.clone(),
            description: subscription.endpoint.description.clone(),
            event_types: subscription.endpoint.event_types.clone(),
            state: match subscription.state {
                State::Enabled => proto::WebhookSubscriptionState::Enabled,
                State::Disabled => proto::WebhookSubscriptionState::Disabled,
                State::Deleted => proto::WebhookSubscriptionState::Deleted,
            }
            .into(),
            disabled_reason: subscription.disabled.map_or(0, |(reason, _)| wire_reason(reason).into()),
            disabled_at_micros: micros(subscription.disabled.map(|(_, at)| at)),
            failing_since_micros: micros(subscription.failing_since),
            secrets: secrets.iter().map(secret).collect(),
            secret: String::new(),
            created_by: subscription.created_by.as_str().to_owned(),
            created_at_micros: subscription.created_at.micros(),
            etag: wire::etag(subscription.revision),
        }
    }
}

fn secret(secret: &Secret) -> proto::WebhookSecret {
    let public = |key: &Vec<u8>| format!("whpk_{}", BASE64_STANDARD.encode(key));
    proto::WebhookSecret {
        webhook_secret_id: secret.id.to_string(),
        algorithm: match secret.algorithm {
            Algorithm::HmacSha256 => proto::WebhookSignatureAlgorithm::HmacSha256,
            Algorithm::Ed25519 => proto::WebhookSignatureAlgorithm::Ed25519,
        }
        .into(),
        public_key: secret.public_key.as_ref().map(public).unwrap_or_default(),
        created_at_micros: secret.created_at.micros(),
        expires_at_micros: micros(secret.expires_at),
    }
}

impl From<&SubscriptionsPage> for proto::ListWebhookSubscriptionsResponse {
    fn from(page: &SubscriptionsPage) -> Self {
        let last = page.subscriptions.last().filter(|_| page.more);
        let last = last.map(|one| [KeyPart::Uuid(one.subscription.id.uuid())]);
        Self {
            webhook_subscriptions: page.subscriptions.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), SUBSCRIPTIONS),
        }
    }
}

impl From<&Delivery> for proto::WebhookDelivery {
    fn from(delivery: &Delivery) -> Self {
        Self {
            webhook_subscription_id: delivery.subscription.to_string(),
            event_id: delivery.event.to_string(),
            event_type: delivery.type_name.clone(),
            aggregate_id: delivery.aggregate.to_string(),
            state: match delivery.state {
                DeliveryState::Pending => proto::WebhookDeliveryState::Pending,
                DeliveryState::Delivered => proto::WebhookDeliveryState::Delivered,
                DeliveryState::Failed => proto::WebhookDeliveryState::Failed,
            }
            .into(),
            attempts: delivery.attempts,
            created_at_micros: delivery.created_at.micros(),
            due_at_micros: micros(delivery.due_at),
            ended_at_micros: micros(delivery.ended_at),
            latest_attempts: Vec::new(),
        }
    }
}

impl From<&DeliveryDetail> for proto::WebhookDelivery {
    fn from(detail: &DeliveryDetail) -> Self {
        Self { latest_attempts: detail.attempts.iter().map(attempt).collect(), ..Self::from(&detail.delivery) }
    }
}

fn attempt(attempt: &Attempt) -> proto::WebhookAttempt {
    proto::WebhookAttempt {
        started_at_micros: attempt.started_at.micros(),
        latency_micros: i64::try_from(attempt.latency.as_micros()).unwrap_or(i64::MAX),
        outcome: match attempt.outcome {
            Outcome::Delivered => proto::WebhookAttemptOutcome::Delivered,
            Outcome::Refused => proto::WebhookAttemptOutcome::Refused,
            Outcome::Unresolved => proto::WebhookAttemptOutcome::Unresolved,
            Outcome::ForbiddenAddress => proto::WebhookAttemptOutcome::ForbiddenAddress,
            Outcome::Unreachable => proto::WebhookAttemptOutcome::Unreachable,
            Outcome::Untrusted => proto::WebhookAttemptOutcome::Untrusted,
            Outcome::TimedOut => proto::WebhookAttemptOutcome::TimedOut,
            Outcome::Malformed => proto::WebhookAttemptOutcome::Malformed,
        }
        .into(),
        http_status: attempt.status.map_or(0, i32::from),
    }
}

impl From<&DeliveriesPage> for proto::ListWebhookDeliveriesResponse {
    fn from(page: &DeliveriesPage) -> Self {
        let last = page.deliveries.last().filter(|_| page.more).map(|one| [KeyPart::Int(one.position)]);
        Self {
            webhook_deliveries: page.deliveries.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), &page.list),
        }
    }
}

impl From<&Replayed> for proto::ReplayWebhookDeliveriesResponse {
    fn from(replayed: &Replayed) -> Self {
        Self { replayed: i32::try_from(replayed.0).unwrap_or(i32::MAX) }
    }
}

fn micros(instant: Option<Instant>) -> i64 {
    instant.map_or(0, Instant::micros)
}
