//! What has ended begins anew.

use std::collections::HashSet;

use o2c_kernel::{Call, Instant, PerItem, Set, machine_now};
use o2c_store::{Claimed, StoreError, Tx};
use uuid::Uuid;

use crate::{
    domain::{DeliveryState, LaneId, Refusal, State, SubscriptionId},
    error::WebhooksError,
    service::Webhooks,
    storage::{deliveries, lanes, subscriptions},
};

/// Deliveries that are replayed at once.
const MOST: u64 = 10_000;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replay {
    pub subscription: SubscriptionId,
    pub which: Which,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Which {
    Events(Vec<Uuid>),
    /// Those that came within a time and have ended, in one state or in either.
    Time {
        from: Instant,
        until: Option<Instant>,
        state: Option<DeliveryState>,
    },
}

/// How many have begun anew.
#[derive(Clone, Copy, Debug)]
pub struct Replayed(pub u64);

pub async fn replay_deliveries(
    webhooks: &Webhooks,
    call: &Call,
    set: Set<Replay, Replayed>,
) -> Result<PerItem<Replayed, WebhooksError>, WebhooksError> {
    webhooks
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<Replay, Replayed, WebhooksError>| {
            let ids: Vec<SubscriptionId> = claimed.pending().map(|item| item.subscription).collect();
            let mut known = subscriptions::find(tx, call.tenant(), ids).await?;
            known.retain(|one| one.state != State::Deleted);
            for item in claimed.items_mut() {
                let replay = item.command();
                if known.iter().all(|one| one.id != replay.subscription) {
                    item.refuse(Refusal::SubscriptionNotFound.into());
                    continue;
                }
                let found = positions(tx, call, replay).await?;
                match found {
                    Ok(positions) => item.accept(Replayed(begin(tx, call, positions).await?)),
                    Err(refusal) => item.refuse(refusal.into()),
                }
            }
            webhooks.wake_after(tx);
            Ok(())
        })
        .await
}

async fn positions(tx: &Tx, call: &Call, replay: &Replay) -> Result<Result<Vec<i64>, Refusal>, StoreError> {
    let (tenant, subscription) = (call.tenant(), replay.subscription.uuid());
    match &replay.which {
        Which::Events(events) => {
            let found = deliveries::of_events(tx, tenant, subscription, events).await?;
            Ok(if found.len() == events.len() { Ok(found) } else { Err(Refusal::DeliveryNotFound) })
        }
        Which::Time { from, until, state } => {
            let times = (*from, until.unwrap_or_else(machine_now));
            let found = deliveries::of_time(tx, tenant, subscription, times, *state, MOST + 1).await?;
            let fits = u64::try_from(found.len()).is_ok_and(|found| found <= MOST);
            Ok(if fits { Ok(found) } else { Err(Refusal::ReplayTooLarge { most: MOST }) })
        }
    }
}

/// A lane that nothing is on its way in begins with the first of them; in one that something is in, they wait for it.
async fn begin(tx: &Tx, call: &Call, positions: Vec<i64>) -> Result<u64, StoreError> {
    let tenant = call.tenant();
    let mut changed = deliveries::lock(tx, tenant, positions).await?;
    changed.retain_mut(|one| one.replay());
    if changed.is_empty() {
        return Ok(0);
    }
    let mut lanes = lanes::lock_or_make(tx, tenant, changed.iter().map(|one| one.lane).collect()).await?;
    let mut first: HashSet<LaneId> = HashSet::new();
    for delivery in &changed {
        if lanes.add(delivery.lane) {
            first.insert(delivery.lane);
        }
    }
    deliveries::save(tx, tenant, &changed).await?;
    lanes::save(tx, tenant, &lanes).await?;
    deliveries::wake(tx, tenant, &first, machine_now()).await?;
    Ok(u64::try_from(changed.len()).unwrap_or(u64::MAX))
}
