//! Requests about deliveries.

use o2c_kernel::{Instant, Violations, machine_now};
use o2c_proto::gateway::v1::{
    GetWebhookDeliveryRequest, ListWebhookDeliveriesRequest, ReplayWebhookDeliveriesRequest, SendTestWebhookRequest,
    WebhookDeliveryState,
};
use o2c_rpc::parse::{self, reason};
use uuid::Uuid;

use super::{page::page, subscriptions};
use crate::{
    app::{DeliveriesQuery, Replay, Which},
    domain::{DeliveryState, SubscriptionId},
};

/// Events that a replay may name.
const EVENTS: usize = 1_000;

pub fn test(message: SendTestWebhookRequest) -> Result<SubscriptionId, Violations> {
    subscriptions::id(&message.webhook_subscription_id)
}

pub fn get(message: GetWebhookDeliveryRequest) -> Result<(SubscriptionId, Uuid), Violations> {
    let mut v = Violations::default();
    let subscription = parse::id(&mut v, "webhook_subscription_id", &message.webhook_subscription_id);
    let event = parse::uuid(&mut v, "event_id", &message.event_id);
    parse::finish(v, || Some((subscription?, event?)))
}

pub fn list(message: ListWebhookDeliveriesRequest) -> Result<DeliveriesQuery, Violations> {
    let mut v = Violations::default();
    let subscription = parse::id(&mut v, "webhook_subscription_id", &message.webhook_subscription_id);
    let state = state(&mut v, message.state);
    let list = format!("gateway.webhook_deliveries/{subscription:?}/{state:?}");
    let page = page(&mut v, message.page_size, &message.page_token, &list);
    parse::finish(v, || Some(DeliveriesQuery { subscription: subscription?, state: state?, page: page?, list }))
}

pub fn replay(message: ReplayWebhookDeliveriesRequest) -> Result<Replay, Violations> {
    let mut v = Violations::default();
    let subscription = parse::id(&mut v, "webhook_subscription_id", &message.webhook_subscription_id);
    let which = match message.event_ids.is_empty() {
        true => time(&mut v, &message),
        false => events(&mut v, message),
    };
    parse::finish(v, || Some(Replay { subscription: subscription?, which: which? }))
}

fn events(v: &mut Violations, message: ReplayWebhookDeliveriesRequest) -> Option<Which> {
    let of_time = [
        ("from_micros", message.from_micros != 0),
        ("until_micros", message.until_micros != 0),
        ("state", message.state != 0),
    ];
    for (field, _) in of_time.iter().filter(|(_, set)| *set) {
        v.add(*field, reason::OUT_OF_RANGE, "does not go with event_ids");
    }
    let mut ids =
        parse::entries(v, "event_ids", message.event_ids, 1..=EVENTS, |v, field, id| parse::uuid(v, field, &id))?;
    ids.sort_unstable();
    ids.dedup();
    Some(Which::Events(ids))
}

fn time(v: &mut Violations, message: &ReplayWebhookDeliveriesRequest) -> Option<Which> {
    if message.from_micros <= 0 {
        v.add("from_micros", reason::REQUIRED, "is required, or event_ids");
    }
    let until = Some(message.until_micros).filter(|until| *until != 0);
    if until.is_some_and(|until| until <= message.from_micros) {
        v.add("until_micros", reason::OUT_OF_RANGE, "is not after from_micros");
    }
    if message.from_micros > machine_now().micros() {
        v.add("from_micros", reason::OUT_OF_RANGE, "is to come");
    }
    let state = state(v, message.state)?;
    if state == Some(DeliveryState::Pending) {
        v.add("state", reason::OUT_OF_RANGE, "what is pending is on its way");
    }
    let from = Instant::from_micros(message.from_micros);
    Some(Which::Time { from, until: until.map(Instant::from_micros), state })
}

fn state(v: &mut Violations, value: i32) -> Option<Option<DeliveryState>> {
    let named = parse::optional_enum::<WebhookDeliveryState>(v, "state", value)?;
    Some(match named {
        None | Some(WebhookDeliveryState::Unspecified) => None,
        Some(WebhookDeliveryState::Pending) => Some(DeliveryState::Pending),
        Some(WebhookDeliveryState::Delivered) => Some(DeliveryState::Delivered),
        Some(WebhookDeliveryState::Failed) => Some(DeliveryState::Failed),
    })
}
