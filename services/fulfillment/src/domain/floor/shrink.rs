//! Counts and write-offs: a fact that takes away what was promised turns the newest promises into backorders.

use o2c_kernel::Quantity;

use super::Floor;
use crate::domain::{
    fact::Fact,
    ids::{ReservationId, StockLevelId},
    quantities::minus,
    refusal::Refusal,
    shipment::State,
    stock_move::{Location, MoveKind, StockMove},
};

/// Why a shipment was cancelled from which everything was lost, or something where all must go together.
const STOCK_LOST: &str = "STOCK_LOST";

impl Floor {
    /// Changes what is on hand by a signed quantity.
    pub fn adjust(&mut self, id: StockLevelId, change: Quantity, reason: &str) -> Result<(), Refusal> {
        let Some(level) = self.levels.get(id) else { return Ok(()) };
        let after = level.on_hand.checked_add(change)?;
        if after.is_negative() {
            let (warehouse, product, on_hand) = (level.warehouse, level.product, level.on_hand);
            return Err(Refusal::StockInsufficient { warehouse, product, on_hand, change });
        }
        let (warehouse, product) = (level.warehouse, level.product);
        let place = Location::Warehouse(warehouse);
        let (quantity, from, to) = if change.is_negative() {
            (change.checked_neg()?, place, Location::Loss)
        } else {
            (change, Location::Loss, place)
        };
        let promised_too_much = minus(level.allocated, after);

        if promised_too_much.is_positive() {
            self.turn_newest_into_backorders(id, promised_too_much);
        }
        if let Some(level) = self.levels.change(id) {
            if change.is_negative() { level.take_out(quantity) } else { level.bring_in(quantity)? }
        }
        self.moves.push(StockMove {
            id: self.next_move(),
            product,
            quantity,
            from,
            to,
            kind: MoveKind::Adjustment,
            document: reason.to_owned(),
            lot: String::new(),
            moved_on: self.today,
        });
        self.tell(Fact::StockAdjusted { level: id, warehouse, product, change, reason: reason.to_owned() });
        self.serve(id);
        Ok(())
    }

    fn turn_newest_into_backorders(&mut self, id: StockLevelId, quantity: Quantity) {
        let mut rest = quantity;
        for newest in self.queue(id).into_iter().rev() {
            if !rest.is_positive() {
                return;
            }
            let Some(held) = self.reservations.get(newest).map(|reservation| reservation.allocated) else { continue };
            let taken = held.min(rest);
            if taken.is_positive() {
                self.back_to_waiting(id, newest, taken);
                rest = minus(rest, taken);
            }
        }
    }

    /// Also what is picked or packed: the count says that it is not there.
    fn back_to_waiting(&mut self, level: StockLevelId, id: ReservationId, quantity: Quantity) {
        let Some(unplanned) = self.reservations.get(id).map(|reservation| reservation.unplanned()) else { return };
        let on_shipments = minus(quantity, unplanned.min(quantity));
        if on_shipments.is_positive() {
            self.pull_back(id, on_shipments, State::is_live, STOCK_LOST);
        }
        self.wait_again(level, id, quantity);
        if let Some(order) = self.reservations.get(id).map(|reservation| reservation.order) {
            self.hold_back_incomplete(order, STOCK_LOST);
        }
    }

    /// Held goods, on no shipment any more, are waited for again.
    pub(super) fn wait_again(&mut self, level: StockLevelId, id: ReservationId, quantity: Quantity) {
        if let Some(reservation) = self.reservations.change(id) {
            reservation.fall_back(quantity);
            self.reallocated.insert(reservation.order);
        }
        if let Some(level) = self.levels.change(level) {
            level.let_go(quantity);
            level.wait_for(quantity);
        }
    }
}
