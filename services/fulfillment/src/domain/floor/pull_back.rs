//! Taking quantities off shipments that have not left.

use o2c_kernel::Quantity;

use super::Floor;
use crate::domain::{
    fact::Fact,
    ids::{OrderId, ReservationId, ShipmentId},
    quantities::minus,
    shipment::{Shipment, State, Step},
};

impl Floor {
    /// Takes a reservation's quantity off its shipments, newest shipment first; what remains on the shipments of the
    /// wrong state is what could not be taken off, and is answered.
    pub(super) fn pull_back(
        &mut self,
        id: ReservationId,
        quantity: Quantity,
        from: fn(State) -> bool,
        reason: &str,
    ) -> Quantity {
        let Some(order) = self.reservations.get(id).map(|reservation| reservation.order) else { return quantity };
        let mut rest = quantity;
        for shipment in self.newest_shipments_of(order) {
            if !rest.is_positive() {
                break;
            }
            rest = self.take_off(shipment, id, rest, from);
            self.cancel_if_empty(shipment, reason);
        }
        rest
    }

    fn take_off(
        &mut self,
        shipment_id: ShipmentId,
        id: ReservationId,
        quantity: Quantity,
        from: fn(State) -> bool,
    ) -> Quantity {
        let Some(shipment) = self.shipments.get(shipment_id) else { return quantity };
        if !from(shipment.state) || !shipment.lines.iter().any(|line| line.reservation == id) {
            return quantity;
        }
        let mut rest = quantity;
        if let Some(shipment) = self.shipments.change(shipment_id) {
            for line in shipment.lines.iter_mut().filter(|line| line.reservation == id) {
                let taken = line.going().min(rest);
                line.take_off(taken);
                rest = minus(rest, taken);
                self.changed_lines.insert((shipment_id, line.line_number));
            }
        }
        if let Some(reservation) = self.reservations.change(id) {
            reservation.unplan(minus(quantity, rest));
        }
        rest
    }

    /// A shipment without goods does not go: what services it had travel with another, or alone.
    pub(super) fn cancel_if_empty(&mut self, id: ShipmentId, reason: &str) {
        let empty = |shipment: &&Shipment| shipment.state.is_live() && !shipment.carries_something();
        if self.shipments.get(id).filter(empty).is_some() {
            self.take_apart(id, reason);
        }
    }

    /// Nothing of an order that ships complete is released before all can be: what is planned of it waits for the rest,
    /// and stays allocated. What is released already goes on.
    pub(super) fn hold_back_incomplete(&mut self, order: OrderId, reason: &str) {
        let confirmed = self.orders.get(order).and_then(|order| order.confirmed.as_ref());
        if !confirmed.is_some_and(|confirmed| confirmed.ship_complete) {
            return;
        }
        for id in self.newest_shipments_of(order) {
            let unreleased = |shipment: &&Shipment| shipment.state.after(shipment.kind, Step::Release).is_some();
            if self.shipments.get(id).filter(unreleased).is_some() {
                self.take_apart(id, reason);
            }
        }
    }

    /// Cancels a shipment; what it still carries is on none, and planned anew.
    fn take_apart(&mut self, id: ShipmentId, reason: &str) {
        let Some(shipment) = self.shipments.change(id) else { return };
        let order = shipment.order;
        shipment.state = State::Cancelled;
        let left: Vec<(ReservationId, Quantity)> =
            shipment.lines.iter().map(|line| (line.reservation, line.going())).collect();
        for (reservation, quantity) in left.into_iter().filter(|(_, quantity)| quantity.is_positive()) {
            if let Some(reservation) = self.reservations.change(reservation) {
                reservation.unplan(quantity);
            }
        }
        self.tell(Fact::ShipmentCancelled { shipment: id, order, reason: reason.to_owned() });
        self.plannable.insert(order);
    }
}
