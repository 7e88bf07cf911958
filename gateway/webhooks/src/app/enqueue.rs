//! Events begin their way: each is written once, with a delivery for every endpoint that wants it.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};

use crate::{
    domain::{Delivery, DeliveryState, Event, LaneId, SubscriptionId, lane_of},
    storage::{deliveries, events, lanes},
};

/// An event and who wants it.
#[derive(Clone, Debug)]
pub struct Enqueued {
    pub event: Event,
    pub wanted_by: Vec<SubscriptionId>,
}

/// In the transaction of whatever has happened, in the order given. The first of a lane is due at once, the others when the
/// one before has ended.
pub async fn enqueue(tx: &Tx, tenant: &TenantId, set: Vec<Enqueued>) -> Result<(), StoreError> {
    let set: Vec<Enqueued> = set.into_iter().filter(|one| !one.wanted_by.is_empty()).collect();
    let mut made: Vec<Delivery> = set.iter().flat_map(of).collect();
    if made.is_empty() {
        return Ok(());
    }
    let wanted: Vec<LaneId> = made.iter().map(|one| one.lane).collect();
    let mut lanes = lanes::lock_or_make(tx, tenant, wanted).await?;
    for delivery in &mut made {
        if lanes.add(delivery.lane) {
            delivery.due_at = Some(delivery.created_at);
        }
    }
    events::insert(tx, tenant, set.into_iter().map(|one| one.event).collect()).await?;
    deliveries::insert(tx, tenant, &made).await?;
    lanes::save(tx, tenant, &lanes).await
}

fn of(Enqueued { event, wanted_by }: &Enqueued) -> impl Iterator<Item = Delivery> {
    wanted_by.iter().map(|subscription| Delivery {
        position: 0, // the database gives it
        subscription: *subscription,
        event: event.id,
        type_name: event.type_name.clone(),
        aggregate: event.aggregate,
        lane: lane_of(*subscription, event.aggregate),
        state: DeliveryState::Pending,
        attempts: 0,
        attempts_ever: 0,
        first_attempt_at: None,
        due_at: None,
        claim: None,
        created_at: event.received_at,
        ended_at: None,
    })
}
