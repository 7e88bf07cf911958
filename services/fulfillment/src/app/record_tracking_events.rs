//! Keeps what carriers say on the way.

use std::collections::BTreeMap;

use o2c_kernel::{Call, Id, Instant, PerItem, Set};

use crate::{
    domain::{
        Refusal,
        ids::{ShipmentId, TrackingEventId},
        shipment::State,
        tracking::{TrackingEvent, may_be_tracked},
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct RecordTrackingEvent {
    pub shipment: ShipmentId,
    pub code: String,
    pub description: String,
    pub place: String,
    /// None = now.
    pub happened_at: Option<Instant>,
}

pub async fn record_tracking_events(
    service: &Fulfillment,
    call: &Call,
    set: Set<RecordTrackingEvent, TrackingEvent>,
) -> Result<PerItem<TrackingEvent, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let ids: Vec<ShipmentId> = claimed.pending().map(|command| command.shipment).collect();
            let found = storage::shipments::read(tx, tenant, ids, false).await?;
            let states: BTreeMap<ShipmentId, State> =
                found.into_iter().map(|shipment| (shipment.id, shipment.state)).collect();
            let mut events = Vec::new();
            for item in claimed.items_mut() {
                let command = item.command();
                let known = states.get(&command.shipment).ok_or(Refusal::ShipmentNotFound(command.shipment));
                match known.and_then(|state| may_be_tracked(command.shipment, *state)) {
                    Err(refusal) => item.refuse(refusal.into()),
                    Ok(()) => {
                        let event = event(command, command.happened_at.unwrap_or_else(|| call.now()));
                        events.push(event.clone());
                        item.accept(event);
                    }
                }
            }
            storage::tracking::add(tx, tenant, events).await
        })
        .await
}

/// Named by its content: what a carrier says twice is one event.
fn event(command: &RecordTrackingEvent, happened_at: Instant) -> TrackingEvent {
    let name = format!("{}/{}/{}/{}", command.code, happened_at.micros(), command.place, command.description);
    let id: TrackingEventId = Id::derive(command.shipment.uuid(), &name);
    TrackingEvent {
        id,
        shipment: command.shipment,
        code: command.code.clone(),
        description: command.description.clone(),
        place: command.place.clone(),
        happened_at,
    }
}
