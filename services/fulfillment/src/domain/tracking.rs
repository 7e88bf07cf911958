//! What the carrier says on the way.

use o2c_kernel::Instant;

use super::{
    ids::{ShipmentId, TrackingEventId},
    refusal::Refusal,
    shipment::State,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrackingEvent {
    pub id: TrackingEventId,
    pub shipment: ShipmentId,
    /// Such as `IN_TRANSIT`.
    pub code: String,
    pub description: String,
    pub place: String,
    pub happened_at: Instant,
}

/// Only goods that have left are on the way.
pub fn may_be_tracked(shipment: ShipmentId, state: State) -> Result<(), Refusal> {
    if state.is_shipped() { Ok(()) } else { Err(Refusal::TrackingEventInvalid { shipment, state }) }
}
