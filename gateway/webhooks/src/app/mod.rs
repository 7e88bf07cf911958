//! What is done: people subscribe and look, facts are taken in, what is due is claimed and settled.

mod change_subscriptions;
mod claim;
mod create_subscriptions;
mod enqueue;
mod expire;
mod read_deliveries;
mod read_subscriptions;
mod replay_deliveries;
mod rotate_secrets;
mod send_tests;
mod settle;

pub use change_subscriptions::{Change, change_subscriptions};
pub use claim::{Claims, Job, claim};
pub use create_subscriptions::{Subscribe, create_subscriptions};
pub use enqueue::{Enqueued, enqueue};
pub use expire::expire;
pub use read_deliveries::{
    DeliveriesPage, DeliveriesQuery, DeliveryDetail, get_webhook_delivery, list_webhook_deliveries,
};
pub use read_subscriptions::{
    SubscriptionsPage, get_webhook_subscription, list_webhook_subscriptions, value_of_secret,
};
pub use replay_deliveries::{Replay, Replayed, Which, replay_deliveries};
pub use rotate_secrets::{Rotate, rotate_secrets};
pub use send_tests::send_tests;
pub use settle::{Sent, settle};

use std::collections::HashMap;

use o2c_kernel::{Instant, KeyPart, PageSize, TenantId};
use o2c_store::{StoreError, Tx};

use crate::{
    domain::{Secret, Subscription, SubscriptionId},
    storage,
};

/// A subscription with the secrets that are in force, newest first.
#[derive(Clone, Debug)]
pub struct Subscribed {
    pub subscription: Subscription,
    pub secrets: Vec<Secret>,
}

/// Which page of a list.
#[derive(Clone, Debug)]
pub struct PageQuery {
    pub size: PageSize,
    /// The key at which the page before ended; empty for the first.
    pub after: Vec<KeyPart>,
}

/// Cuts a list that was read one too long: the rows of the page, and whether there are more.
fn cut<T>(mut rows: Vec<T>, size: PageSize) -> (Vec<T>, bool) {
    let wanted = usize::try_from(size.get()).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    (rows, more)
}

async fn with_secrets(
    tx: &Tx,
    tenant: &TenantId,
    subscriptions: Vec<Subscription>,
    now: Instant,
) -> Result<Vec<Subscribed>, StoreError> {
    let ids: Vec<SubscriptionId> = subscriptions.iter().map(|one| one.id).collect();
    let mut by_subscription: HashMap<SubscriptionId, Vec<Secret>> = HashMap::new();
    for secret in storage::secrets::in_force(tx, tenant, ids, now).await? {
        by_subscription.entry(secret.subscription).or_default().push(secret);
    }
    let with = |subscription: Subscription| Subscribed {
        secrets: by_subscription.remove(&subscription.id).unwrap_or_default(),
        subscription,
    };
    Ok(subscriptions.into_iter().map(with).collect())
}
