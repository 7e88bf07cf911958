//! An attempt is given back: the undo of a reservation.

use o2c_kernel::{
    Applied, Instant, Money,
    planted::{self, Planted},
};

use super::Desk;
use crate::domain::{
    CreditFact, CustomerId, GivenBack, Holding, OrderId, Posting, Refusal, Reservation, ReservationId,
};

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
            self.touched.facts.push(CreditFact::GivenBack(GivenBack { reservation, order, freed: None, at: now }));
            return Ok(Given { reservation, tombstone: true });
        };
        if let Applied::Now(holding) = known.release() {
            let freed = Some(self.free(&known, &holding, now)?);
            let order = known.order;
            self.touched.facts.push(CreditFact::GivenBack(GivenBack { reservation, order, freed, at: now }));
            self.keep_reservation(known);
            return Ok(Given { reservation, tombstone: false });
        }
        Ok(Given { reservation, tombstone: known.never_held() })
    }

    /// Takes what a holding still holds out of the exposure: whose it was, and how much.
    pub(super) fn free(
        &mut self,
        reservation: &Reservation,
        holding: &Holding,
        now: Instant,
    ) -> Result<(CustomerId, Money), Refusal> {
        let moves = self.give_back(reservation.order, [holding]);
        let freed: i64 = moves.iter().map(|change| change.minor).sum();
        self.post(holding.account, &Posting { cause: reservation.id.uuid(), at: now, moves })?;
        let account = self.accounts.get(&holding.account).ok_or(Refusal::AccountNotFound)?;
        Ok((account.customer, Money::new(freed.saturating_neg(), holding.amount.currency())))
    }
}
