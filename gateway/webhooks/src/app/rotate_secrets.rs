//! A secret is exchanged.

use std::time::Duration;

use o2c_kernel::{Call, PerItem, Set, machine_now};
use o2c_store::{Claimed, Tx};

use super::{Subscribed, create_subscriptions::new_secret, with_secrets};
use crate::{
    domain::{Algorithm, Refusal, State, SubscriptionId},
    error::WebhooksError,
    service::Webhooks,
    storage,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rotate {
    pub id: SubscriptionId,
    pub algorithm: Algorithm,
    /// How long the former one signs on.
    pub grace: Duration,
}

pub async fn rotate_secrets(
    webhooks: &Webhooks,
    call: &Call,
    set: Set<Rotate, Subscribed>,
) -> Result<PerItem<Subscribed, WebhooksError>, WebhooksError> {
    webhooks
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<Rotate, Subscribed, WebhooksError>| {
            let (ids, now) = (claimed.pending().map(|item| item.id).collect::<Vec<_>>(), machine_now());
            let locked = storage::subscriptions::lock(tx, call.tenant(), ids).await?;
            let mut loaded = with_secrets(tx, call.tenant(), locked, now).await?;
            let mut made = Vec::new();
            for item in claimed.items_mut() {
                let Rotate { id, algorithm, grace } = *item.command();
                let exists =
                    |one: &&mut Subscribed| one.subscription.id == id && one.subscription.state != State::Deleted;
                let Some(found) = loaded.iter_mut().find(exists) else {
                    item.refuse(Refusal::SubscriptionNotFound.into());
                    continue;
                };
                for secret in &mut found.secrets {
                    secret.retire(now, grace);
                }
                let secret = new_secret(webhooks, call, &found.subscription, algorithm)?;
                made.push(secret.clone());
                found.secrets.insert(0, secret);
                let mut shown = found.clone();
                shown.secrets.retain(|secret| secret.is_in_force(now));
                item.accept(shown);
            }
            // one that was made and exchanged within this set is new, and has its end
            let changed: Vec<_> = loaded.into_iter().flat_map(|one| one.secrets).collect();
            let (new, known): (Vec<_>, Vec<_>) =
                changed.into_iter().partition(|secret| made.iter().any(|one| one.id == secret.id));
            storage::secrets::save_ends(tx, call.tenant(), &known).await?;
            storage::secrets::insert(tx, call.tenant(), new).await?;
            Ok(())
        })
        .await
}
