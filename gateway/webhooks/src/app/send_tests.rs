//! Somebody wants to see whether an endpoint hears.

use o2c_kernel::{Call, PerItem, Set, machine_now};
use o2c_store::{Claimed, Tx};

use super::{DeliveryDetail, Enqueued, enqueue};
use crate::{
    domain::{Refusal, State, Subscription, SubscriptionId},
    error::WebhooksError,
    events,
    service::Webhooks,
    storage,
};

/// An event for one endpoint, whatever it has subscribed to. One that is disabled gets it when it is enabled again.
pub async fn send_tests(
    webhooks: &Webhooks,
    call: &Call,
    set: Set<SubscriptionId, DeliveryDetail>,
) -> Result<PerItem<DeliveryDetail, WebhooksError>, WebhooksError> {
    webhooks
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<SubscriptionId, DeliveryDetail, WebhooksError>| {
            let ids: Vec<SubscriptionId> = claimed.pending().copied().collect();
            let known: Vec<Subscription> = storage::subscriptions::find(tx, call.tenant(), ids).await?;
            let exists = |id: &SubscriptionId| known.iter().any(|one| one.id == *id && one.state != State::Deleted);
            let mut set = Vec::new();
            for id in claimed.pending().filter(|id| exists(id)) {
                let event = events::tested(*id, call.principal(), call.now(), machine_now())?;
                set.push(Enqueued { event, wanted_by: vec![*id] });
            }
            enqueue(tx, call.tenant(), set.clone()).await?;
            let mut sent = set.into_iter();
            for item in claimed.items_mut() {
                if !exists(item.command()) {
                    item.refuse(Refusal::SubscriptionNotFound.into());
                    continue;
                }
                let event = sent.next().map(|one| one.event.id).unwrap_or_default();
                let made = storage::lists::find(tx, call.tenant(), *item.command(), event).await?;
                let made = made.map(|delivery| DeliveryDetail { delivery, attempts: Vec::new() });
                item.decide(made.ok_or(WebhooksError::Refused(Refusal::DeliveryNotFound)));
            }
            webhooks.wake_after(tx);
            Ok(())
        })
        .await
}
