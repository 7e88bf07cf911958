//! What came of attempts is written down.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use o2c_kernel::{Deadline, Instant, TenantId, machine_now, random_u64};
use o2c_store::Tx;
use uuid::Uuid;

use super::{Enqueued, enqueue};
use crate::{
    domain::{Attempt, Delivery, DeliveryState, DisabledReason, LaneId, Subscription, SubscriptionId},
    error::WebhooksError,
    events,
    metrics::{ATTEMPTS, DELIVERIES},
    service::Webhooks,
    storage,
};

const PATIENCE: Duration = Duration::from_secs(10);

/// An attempt that was made.
#[derive(Clone, Debug)]
pub struct Sent {
    pub tenant: TenantId,
    pub subscription: SubscriptionId,
    pub position: i64,
    pub claim: Uuid,
    pub attempt: Attempt,
}

/// Writes down a set in one transaction. An attempt whose claim was taken over meanwhile counts for whoever took it.
pub async fn settle(webhooks: &Webhooks, set: &[Sent]) -> Result<(), WebhooksError> {
    let mut by_tenant: BTreeMap<&TenantId, Vec<&Sent>> = BTreeMap::new();
    for sent in set {
        by_tenant.entry(&sent.tenant).or_default().push(sent);
    }
    let now = machine_now();
    let ended = webhooks
        .store
        .write(Deadline::after(PATIENCE), async |tx| {
            let mut ended = Vec::new();
            for (tenant, set) in by_tenant {
                ended.extend(of_tenant(webhooks, tx, tenant, &set, now).await?);
            }
            webhooks.wake_after(tx);
            Ok::<_, WebhooksError>(ended)
        })
        .await?;
    for sent in set {
        ATTEMPTS.observe(&[sent.attempt.outcome.as_str()], sent.attempt.latency);
    }
    for state in ended {
        DELIVERIES.add(&[if state == DeliveryState::Delivered { "delivered" } else { "failed" }], 1);
    }
    Ok(())
}

/// Locks endpoints, deliveries and lanes, in this order. Answers how deliveries have ended.
async fn of_tenant(
    webhooks: &Webhooks,
    tx: &Tx,
    tenant: &TenantId,
    set: &[&Sent],
    now: Instant,
) -> Result<Vec<DeliveryState>, WebhooksError> {
    let locked = storage::subscriptions::lock(tx, tenant, set.iter().map(|sent| sent.subscription)).await?;
    let before = locked.clone();
    let mut endpoints: HashMap<SubscriptionId, Subscription> = locked.into_iter().map(|one| (one.id, one)).collect();
    let mut deliveries = storage::deliveries::lock(tx, tenant, set.iter().map(|sent| sent.position).collect()).await?;
    let attempts: HashMap<(i64, Uuid), &Attempt> =
        set.iter().map(|sent| ((sent.position, sent.claim), &sent.attempt)).collect();
    let attempt_of = |delivery: &Delivery| attempts.get(&(delivery.position, delivery.claim?)).copied();
    deliveries.retain(|delivery| attempt_of(delivery).is_some());
    let mut taken: Vec<&Attempt> = deliveries.iter().filter_map(attempt_of).collect();
    // an endpoint's attempts in the order in which they were made: the last one says how it is
    let mut order: Vec<usize> = (0..taken.len()).collect();
    order.sort_by_key(|at| taken.get(*at).map(|attempt| attempt.started_at));
    let (mut ended, mut dead) = (Vec::new(), Vec::new());
    for at in order {
        let (Some(delivery), Some(attempt)) = (deliveries.get_mut(at), taken.get(at)) else { continue };
        let Some(endpoint) = endpoints.get_mut(&delivery.subscription) else { continue };
        let recorded = delivery.record(attempt, endpoint, &webhooks.schedule, now, random_u64());
        if recorded.ended {
            ended.push((delivery.lane, delivery.state));
        }
        if let Some(reason) = recorded.dead
            && endpoint.disable(reason, now).is_ok_and(|applied| applied == o2c_kernel::Applied::Now(()))
        {
            dead.push((endpoint.clone(), reason));
        }
    }
    let rows: Vec<(&Delivery, &Attempt)> = deliveries.iter().zip(taken.drain(..)).collect();
    storage::attempts::insert(tx, tenant, &rows).await?;
    storage::deliveries::save(tx, tenant, &deliveries).await?;
    let changed: Vec<Subscription> = endpoints.into_values().filter(|one| !before.contains(one)).collect();
    storage::subscriptions::save(tx, tenant, &changed).await?;
    leave_lanes(tx, tenant, ended.iter().map(|(lane, _)| *lane).collect(), now).await?;
    for (endpoint, reason) in dead {
        tell(tx, tenant, &endpoint, reason, now).await?;
    }
    Ok(ended.into_iter().map(|(_, state)| state).collect())
}

/// The next ones of these lanes may go.
pub(super) async fn leave_lanes(
    tx: &Tx,
    tenant: &TenantId,
    ended: Vec<LaneId>,
    now: Instant,
) -> Result<(), WebhooksError> {
    let mut lanes = storage::lanes::lock(tx, tenant, ended.clone()).await?;
    for lane in &ended {
        lanes.take(*lane);
    }
    storage::lanes::save(tx, tenant, &lanes).await?;
    let next: HashSet<LaneId> = ended.into_iter().filter(|lane| lanes.pending(*lane) > 0).collect();
    Ok(storage::deliveries::wake(tx, tenant, &next, now).await?)
}

/// The tenant's other endpoints hear that one is dead.
async fn tell(
    tx: &Tx,
    tenant: &TenantId,
    endpoint: &Subscription,
    reason: DisabledReason,
    now: Instant,
) -> Result<(), WebhooksError> {
    tracing::warn!(subscription = %endpoint.id, ?reason, "a webhook endpoint is disabled");
    let event = events::disabled(endpoint, reason, now)?;
    let others = storage::subscriptions::all(tx, tenant).await?;
    let wants = |one: &&Subscription| one.id != endpoint.id && one.wants(&event.type_name);
    let wanted_by = others.iter().filter(wants).map(|one| one.id).collect();
    Ok(enqueue(tx, tenant, vec![Enqueued { event, wanted_by }]).await?)
}
