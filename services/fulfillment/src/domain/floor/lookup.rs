//! Finding things on the floor.

use o2c_kernel::Quantity;

use super::Floor;
use crate::domain::{
    ids::{OrderId, ReservationId, ShipmentId, StockLevelId},
    quantities::total,
    refusal::Refusal,
    reservation::Reservation,
    shipment::Shipment,
};

impl Floor {
    /// The reservations of an order, in the order of their ids.
    pub(crate) fn reservations_of(&self, order: OrderId) -> impl Iterator<Item = &Reservation> {
        self.of_order.get(&order).into_iter().flatten().filter_map(|id| self.reservations.get(*id))
    }

    pub(super) fn shipment(&self, id: ShipmentId) -> Result<&Shipment, Refusal> {
        self.shipments.get(id).ok_or(Refusal::ShipmentNotFound(id))
    }

    /// The order's shipments, newest first.
    pub(super) fn newest_shipments_of(&self, order: OrderId) -> Vec<ShipmentId> {
        self.shipments_of.get(&order).into_iter().flatten().rev().copied().collect()
    }

    /// The reservations that wait at or hold of a stock level, in order of arrival.
    pub(super) fn queue(&self, level: StockLevelId) -> Vec<ReservationId> {
        self.queues.get(&level).into_iter().flat_map(|queue| queue.values()).copied().collect()
    }

    /// What of a reservation is off the shelf already, and cannot be given back.
    pub(super) fn picked_of(&self, reservation: &Reservation) -> Quantity {
        let shipments = self.shipments_of.get(&reservation.order).into_iter().flatten();
        let picked = shipments
            .filter_map(|id| self.shipments.get(*id))
            .filter(|shipment| shipment.state.is_live() && shipment.state.is_picked())
            .flat_map(|shipment| &shipment.lines)
            .filter(|line| line.reservation == reservation.id)
            .map(|line| line.going());
        total(picked)
    }
}
