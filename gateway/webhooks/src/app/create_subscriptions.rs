//! Somebody wants to be told.

use o2c_kernel::{Call, PerItem, Set, machine_now};
use o2c_store::{Claimed, Tx};

use super::Subscribed;
use crate::{
    domain::{Algorithm, Endpoint, Refusal, Secret, Subscription},
    error::WebhooksError,
    service::Webhooks,
    storage,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscribe {
    pub endpoint: Endpoint,
    pub algorithm: Algorithm,
}

pub async fn create_subscriptions(
    webhooks: &Webhooks,
    call: &Call,
    set: Set<Subscribe, Subscribed>,
) -> Result<PerItem<Subscribed, WebhooksError>, WebhooksError> {
    webhooks
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<Subscribe, Subscribed, WebhooksError>| {
            let most = webhooks.config.subscriptions_per_tenant;
            // Two who come at once may each find the last place free: the bound is against thousands, not against one.
            let mut count = storage::subscriptions::count(tx, call.tenant()).await?;
            let (mut subscriptions, mut secrets) = (Vec::new(), Vec::new());
            for item in claimed.items_mut() {
                if count >= u64::from(most) {
                    item.refuse(Refusal::TooManySubscriptions { most }.into());
                    continue;
                }
                let Subscribe { endpoint, algorithm } = item.command().clone();
                let subscription = Subscription::new(endpoint, call.principal(), machine_now());
                let secret = new_secret(webhooks, call, &subscription, algorithm)?;
                count += 1;
                subscriptions.push(subscription.clone());
                secrets.push(secret.clone());
                item.accept(Subscribed { subscription, secrets: vec![secret] });
            }
            storage::subscriptions::insert(tx, call.tenant(), subscriptions).await?;
            storage::secrets::insert(tx, call.tenant(), secrets).await?;
            Ok(())
        })
        .await
}

/// A secret by the current key, with the public half that its receiver needs.
pub(super) fn new_secret(
    webhooks: &Webhooks,
    call: &Call,
    subscription: &Subscription,
    algorithm: Algorithm,
) -> Result<Secret, WebhooksError> {
    let mut secret = Secret::new(subscription.id, algorithm, webhooks.keys.current(), machine_now());
    secret.public_key = webhooks.keys.value(call.tenant(), &secret)?.public_key();
    Ok(secret)
}
