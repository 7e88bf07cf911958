//! A subscription is changed, switched off and on, and ended.

use o2c_kernel::{Call, PerItem, Set, machine_now};
use o2c_store::{Claimed, Tx};

use super::{Subscribed, with_secrets};
use crate::{
    domain::{DisabledReason, Endpoint, Refusal, Subscription, SubscriptionId},
    error::WebhooksError,
    service::Webhooks,
    storage,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    Replace { id: SubscriptionId, endpoint: Endpoint, seen: Option<i64> },
    Enable(SubscriptionId),
    Disable(SubscriptionId),
    Delete(SubscriptionId),
}

impl Change {
    const fn id(&self) -> SubscriptionId {
        match self {
            Self::Replace { id, .. } | Self::Enable(id) | Self::Disable(id) | Self::Delete(id) => *id,
        }
    }

    fn apply(self, to: &mut Subscription) -> Result<(), Refusal> {
        match self {
            Self::Replace { endpoint, seen, .. } => to.replace(endpoint, seen),
            Self::Enable(_) => to.enable().map(drop),
            Self::Disable(_) => to.disable(DisabledReason::Requested, machine_now()).map(drop),
            Self::Delete(_) => to.delete(),
        }
    }
}

pub async fn change_subscriptions(
    webhooks: &Webhooks,
    call: &Call,
    set: Set<Change, Subscribed>,
) -> Result<PerItem<Subscribed, WebhooksError>, WebhooksError> {
    webhooks
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<Change, Subscribed, WebhooksError>| {
            let ids: Vec<SubscriptionId> = claimed.pending().map(Change::id).collect();
            let locked = storage::subscriptions::lock(tx, call.tenant(), ids).await?;
            let mut loaded = with_secrets(tx, call.tenant(), locked, machine_now()).await?;
            for item in claimed.items_mut() {
                let change = item.command().clone();
                let Some(found) = loaded.iter_mut().find(|one| one.subscription.id == change.id()) else {
                    item.refuse(Refusal::SubscriptionNotFound.into());
                    continue;
                };
                let changed = change.apply(&mut found.subscription).map(|()| found.clone());
                item.decide(changed.map_err(WebhooksError::from));
            }
            let subscriptions: Vec<Subscription> = loaded.into_iter().map(|one| one.subscription).collect();
            storage::subscriptions::save(tx, call.tenant(), &subscriptions).await?;
            webhooks.wake_after(tx);
            Ok(())
        })
        .await
}
