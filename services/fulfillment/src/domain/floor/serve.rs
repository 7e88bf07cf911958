//! What is available goes to those who wait, oldest first.

use super::Floor;
use crate::domain::ids::StockLevelId;

impl Floor {
    /// Afterwards nothing is available or nobody (who was loaded) waits.
    pub(super) fn serve(&mut self, id: StockLevelId) {
        for waiting in self.queue(id) {
            let Some(level) = self.levels.get(id).filter(|level| level.available().is_positive()) else { return };
            let Some(reservation) = self.reservations.get(waiting) else { continue };
            let quantity = level.available().min(reservation.backordered());
            if !quantity.is_positive() {
                continue;
            }
            let order = reservation.order;
            if let Some(reservation) = self.reservations.change(waiting) {
                reservation.fill(quantity);
            }
            if let Some(level) = self.levels.change(id) {
                level.hold(quantity);
                level.stop_waiting(quantity);
            }
            self.reallocated.insert(order);
            self.plannable.insert(order);
        }
    }
}
