//! An attempt is given back: the undo of a reservation.

use o2c_kernel::{
    Applied, Instant,
    planted::{self, Planted},
};

use super::Desk;
use crate::domain::{OrderId, Posting, Refusal, Reservation, ReservationId};

/// What was given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Given {
    pub reservation: ReservationId,
    /// Nothing was ever reserved under this id.
    pub tombstone: bool,
}

impl Desk {
    /// Gives back what an attempt holds. An attempt that has not arrived leaves a tombstone, so that its reservation is
    /// refused when it comes late: an undo may overtake what it undoes.
    pub fn release(&mut self, reservation: ReservationId, order: OrderId, now: Instant) -> Result<Given, Refusal> {
        let Some(mut known) = self.reservations.get(&reservation).cloned() else {
            if !planted::is(Planted::TombstoneLost) {
                self.keep_reservation(Reservation::tombstone(reservation, order));
            }
            return Ok(Given { reservation, tombstone: true });
        };
        if let Applied::Now(holding) = known.release() {
            let moves = self.give_back(known.order, [&holding]);
            self.post(holding.account, &Posting { cause: reservation.uuid(), at: now, moves })?;
            let given = Given { reservation, tombstone: false };
            self.keep_reservation(known);
            return Ok(given);
        }
        Ok(Given { reservation, tombstone: known.never_held() })
    }
}
