//! Requests about subscriptions.

use std::time::Duration;

use o2c_kernel::Violations;
use o2c_proto::gateway::v1::{
    CreateWebhookSubscriptionRequest, DeleteWebhookSubscriptionRequest, DisableWebhookSubscriptionRequest,
    EnableWebhookSubscriptionRequest, GetWebhookSubscriptionRequest, ListWebhookSubscriptionsRequest,
    RotateWebhookSecretRequest, UpdateWebhookSubscriptionRequest, WebhookSignatureAlgorithm, WebhookSubscription,
};
use o2c_rpc::parse::{self, reason};

use super::page::page;
use crate::{
    app::{Change, PageQuery, Rotate, Subscribe},
    domain::{Algorithm, DEFAULT_GRACE, Endpoint, LONGEST_GRACE, MOST_EVENT_TYPES, SecretId, SubscriptionId},
    events,
    sending::Target,
};

const URL: usize = 2_048;
const DESCRIPTION: usize = 200;
/// The list, for its tokens.
pub const SUBSCRIPTIONS: &str = "gateway.webhook_subscriptions";

pub fn create(message: CreateWebhookSubscriptionRequest) -> Result<Subscribe, Violations> {
    created(message, false)
}

/// Where endpoints in the clear and within the network are let in.
pub fn create_insecure(message: CreateWebhookSubscriptionRequest) -> Result<Subscribe, Violations> {
    created(message, true)
}

fn created(message: CreateWebhookSubscriptionRequest, insecure: bool) -> Result<Subscribe, Violations> {
    let mut v = Violations::default();
    let algorithm = algorithm(&mut v, message.algorithm);
    let endpoint = parse::nested(&mut v, "webhook_subscription", message.webhook_subscription, |v, one| {
        endpoint(v, one, insecure)
    });
    parse::finish(v, || Some(Subscribe { endpoint: endpoint?, algorithm: algorithm? }))
}

pub fn update(message: UpdateWebhookSubscriptionRequest) -> Result<Change, Violations> {
    updated(message, false)
}

pub fn update_insecure(message: UpdateWebhookSubscriptionRequest) -> Result<Change, Violations> {
    updated(message, true)
}

fn updated(message: UpdateWebhookSubscriptionRequest, insecure: bool) -> Result<Change, Violations> {
    let mut v = Violations::default();
    let change = parse::nested(&mut v, "webhook_subscription", message.webhook_subscription, |v, one| {
        let id = parse::id(v, "webhook_subscription_id", &one.webhook_subscription_id);
        let seen = parse::etag(v, "etag", &one.etag);
        let endpoint = endpoint(v, one, insecure);
        Some(Change::Replace { id: id?, endpoint: endpoint?, seen: seen? })
    });
    parse::finish(v, || change)
}

pub fn get(message: GetWebhookSubscriptionRequest) -> Result<SubscriptionId, Violations> {
    id(&message.webhook_subscription_id)
}

pub fn list(message: ListWebhookSubscriptionsRequest) -> Result<PageQuery, Violations> {
    let mut v = Violations::default();
    let page = page(&mut v, message.page_size, &message.page_token, SUBSCRIPTIONS);
    parse::finish(v, || page)
}

pub fn delete(message: DeleteWebhookSubscriptionRequest) -> Result<Change, Violations> {
    id(&message.webhook_subscription_id).map(Change::Delete)
}

pub fn enable(message: EnableWebhookSubscriptionRequest) -> Result<Change, Violations> {
    id(&message.webhook_subscription_id).map(Change::Enable)
}

pub fn disable(message: DisableWebhookSubscriptionRequest) -> Result<Change, Violations> {
    id(&message.webhook_subscription_id).map(Change::Disable)
}

pub fn rotate(message: RotateWebhookSecretRequest) -> Result<Rotate, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "webhook_subscription_id", &message.webhook_subscription_id);
    let algorithm = algorithm(&mut v, message.algorithm);
    let grace = match message.grace_seconds {
        None => Some(DEFAULT_GRACE),
        Some(seconds) => u64::try_from(seconds).ok().map(Duration::from_secs).filter(|grace| *grace <= LONGEST_GRACE),
    };
    if grace.is_none() {
        v.add("grace_seconds", reason::OUT_OF_RANGE, format!("is 0 to {}", LONGEST_GRACE.as_secs()));
    }
    parse::finish(v, || Some(Rotate { id: id?, algorithm: algorithm?, grace: grace? }))
}

/// An id of our own.
pub fn known(id: SecretId) -> Result<SecretId, Violations> {
    Ok(id)
}

pub fn id(text: &str) -> Result<SubscriptionId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "webhook_subscription_id", text);
    parse::finish(v, || id)
}

fn algorithm(v: &mut Violations, value: i32) -> Option<Algorithm> {
    let named = parse::optional_enum::<WebhookSignatureAlgorithm>(v, "algorithm", value)?;
    Some(match named {
        Some(WebhookSignatureAlgorithm::Ed25519) => Algorithm::Ed25519,
        Some(WebhookSignatureAlgorithm::HmacSha256 | WebhookSignatureAlgorithm::Unspecified) | None => {
            Algorithm::HmacSha256
        }
    })
}

fn endpoint(v: &mut Violations, message: WebhookSubscription, insecure: bool) -> Option<Endpoint> {
    let url = parse::text(v, "url", message.url, URL);
    if let Some(url) = &url
        && let Err(error) = Target::parse(url, insecure)
    {
        v.add("url", reason::MALFORMED, error.to_string());
    }
    let description = parse::optional_text(v, "description", message.description, DESCRIPTION);
    let types = parse::entries(v, "event_types", message.event_types, 0..=MOST_EVENT_TYPES, |v, field, name| {
        if events::known_types().any(|known| known == name) {
            return Some(name);
        }
        v.add(field, reason::UNKNOWN_VALUE, "is no type of event");
        None
    });
    let mut event_types = types?;
    event_types.sort_unstable();
    event_types.dedup();
    Some(Endpoint { url: url?, description: description?, event_types })
}
