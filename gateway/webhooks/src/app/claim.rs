//! What is due is taken, with all that is needed to send it.

use std::{collections::HashMap, time::Duration};

use bytes::Bytes;
use o2c_kernel::{Deadline, TenantId, machine_now, new_uuid};
use o2c_store::Tx;
use uuid::Uuid;

use crate::{
    domain::{Delivery, SubscriptionId},
    error::WebhooksError,
    sending::SecretValue,
    service::Webhooks,
    storage::{
        self,
        claims::{self, Due, Times},
    },
};

const PATIENCE: Duration = Duration::from_secs(10);
/// Endpoints that are looked at together.
const ENDPOINTS: u64 = 256;
/// Beside the time of an attempt: until what came of it is written down.
const WRITING: Duration = Duration::from_secs(60);
/// No wait leads farther: the longest of the schedule, and its spread.
const FARTHEST: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// An attempt to be made.
#[derive(Debug)]
pub struct Job {
    pub tenant: TenantId,
    pub subscription: SubscriptionId,
    pub position: i64,
    pub claim: Uuid,
    pub event: Uuid,
    pub url: String,
    pub body: Bytes,
    pub secrets: Vec<SecretValue>,
}

/// Where the last look ended: with more endpoints than are looked at together, each has its turn.
#[derive(Debug, Default)]
pub struct Claims(Option<(TenantId, SubscriptionId)>);

/// Claims up to `free` deliveries, of each endpoint as many as `places` has for it. What is claimed is due again some time
/// after its attempt should be over, so that nothing hangs on the process that claims.
pub async fn claim(
    webhooks: &Webhooks,
    claims: &mut Claims,
    free: usize,
    places: impl Fn(&TenantId, SubscriptionId, bool) -> usize,
) -> Result<Vec<Job>, WebhooksError> {
    let now = machine_now();
    let times = Times { now, farthest: now.plus(FARTHEST) };
    let due = due(webhooks, claims, times).await?;
    let wanted = shared(&due, free, places);
    // Only who was left out comes first the next time; otherwise all are looked at again.
    let left_out = wanted.len() < due.len() || u64::try_from(due.len()) == Ok(ENDPOINTS);
    let last = wanted.last().filter(|_| left_out);
    claims.0 = last.map(|(last, _)| (last.tenant.clone(), last.subscription));
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let until = now.plus(webhooks.config.timeout()).plus(WRITING);
    let jobs = webhooks.store.write(Deadline::after(PATIENCE), async |tx| {
        let claim = new_uuid();
        let claimed = claims::claim(tx, times, &wanted, claim, until).await?;
        jobs(webhooks, tx, claim, claimed).await
    });
    jobs.await
}

/// The endpoints behind where the last look ended, or from the first one on.
async fn due(webhooks: &Webhooks, claims: &mut Claims, times: Times) -> Result<Vec<Due>, WebhooksError> {
    let tx = webhooks.store.begin_read(Deadline::after(PATIENCE)).await?;
    let after = claims.0.take();
    let mut found = claims::due(&tx, times, after.as_ref().map(|(tenant, id)| (tenant, *id)), ENDPOINTS).await?;
    if found.is_empty() && after.is_some() {
        found = claims::due(&tx, times, None, ENDPOINTS).await?;
    }
    tx.rollback().await;
    Ok(found)
}

/// Everybody gets one place before anybody gets another.
fn shared(
    due: &[Due],
    mut free: usize,
    places: impl Fn(&TenantId, SubscriptionId, bool) -> usize,
) -> Vec<(Due, usize)> {
    let mut wanted: Vec<(Due, usize, usize)> = due
        .iter()
        .map(|one| (one.clone(), 0, places(&one.tenant, one.subscription, one.failing)))
        .filter(|(_, _, most)| *most > 0)
        .take(free)
        .collect();
    let mut given = true;
    while free > 0 && std::mem::take(&mut given) {
        for (_, places, _) in wanted.iter_mut().filter(|(_, places, most)| places < most) {
            if free > 0 {
                (*places, free, given) = (*places + 1, free - 1, true);
            }
        }
    }
    wanted.into_iter().map(|(due, places, _)| (due, places)).collect()
}

async fn jobs(
    webhooks: &Webhooks,
    tx: &Tx,
    claim: Uuid,
    claimed: Vec<(TenantId, Delivery)>,
) -> Result<Vec<Job>, WebhooksError> {
    let mut by_tenant: HashMap<TenantId, Vec<Delivery>> = HashMap::new();
    for (tenant, delivery) in claimed {
        by_tenant.entry(tenant).or_default().push(delivery);
    }
    let now = machine_now();
    let mut jobs = Vec::new();
    for (tenant, deliveries) in by_tenant {
        let ids: Vec<SubscriptionId> = deliveries.iter().map(|one| one.subscription).collect();
        let subscriptions = storage::subscriptions::find(tx, &tenant, ids).await?;
        let subscriptions = super::with_secrets(tx, &tenant, subscriptions, now).await?;
        let events = storage::events::find(tx, &tenant, deliveries.iter().map(|one| one.event).collect()).await?;
        let events: HashMap<Uuid, Bytes> = events.into_iter().map(|event| (event.id, event.body.into())).collect();
        for delivery in deliveries {
            let found = subscriptions.iter().find(|one| one.subscription.id == delivery.subscription);
            let (Some(found), Some(body)) = (found, events.get(&delivery.event)) else {
                tracing::error!(position = delivery.position, "a webhook has no endpoint or no event");
                continue;
            };
            let values: Result<Vec<SecretValue>, _> =
                found.secrets.iter().map(|secret| webhooks.keys.value(&tenant, secret)).collect();
            jobs.push(Job {
                tenant: tenant.clone(),
                subscription: delivery.subscription,
                position: delivery.position,
                claim,
                event: delivery.event,
                url: found.subscription.endpoint.url.clone(),
                body: body.clone(),
                secrets: values?,
            });
        }
    }
    Ok(jobs)
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Id;

    use super::*;

    #[test]
    fn a_busy_endpoint_leaves_places_to_others() {
        let due = |failing| Due { tenant: TenantId::default(), subscription: Id::new(), failing };
        let all = [due(false), due(true), due(false)];
        let places = |_: &TenantId, _, failing: bool| if failing { 1 } else { 8 };
        let counts = |free| shared(&all, free, places).iter().map(|(_, places)| *places).collect::<Vec<_>>();
        assert_eq!(counts(64), [8, 1, 8]);
        assert_eq!(counts(6), [3, 1, 2]);
        assert_eq!(counts(2), [1, 1]);
        assert!(shared(&all, 64, |_, _, _| 0).is_empty());
    }
}
