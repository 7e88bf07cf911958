//! What an order holds, or does not hold, under the id of one attempt.

use o2c_kernel::{Applied, Instant, Money, Principal};

use super::{CreditAccountId, Decision, OrderId, Outcome, ReservationId};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReservationKind {
    /// Of the acceptance of an order.
    Attempt,
    /// Of a person's release, over the limit, until the order's next attempt takes its place.
    Override,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReservationState {
    /// The attempt was referred or denied: it holds nothing.
    Refused,
    Held,
    /// Given back.
    Released,
    /// Released before it arrived: it must never hold anything.
    Tombstone,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reservation {
    pub id: ReservationId,
    pub order: OrderId,
    pub kind: ReservationKind,
    /// None for a tombstone: nobody has said whose it would have been.
    pub holding: Option<Holding>,
    pub state: ReservationState,
    /// Who asked for the order; none for a tombstone, and where a release before has kept it.
    pub requested_by: Option<Principal>,
    /// The row's version; 0 = not stored yet.
    pub version: i64,
}

/// What was asked for, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Holding {
    pub account: CreditAccountId,
    pub amount: Money,
    /// Until when the approval holds; what is held is held until it is given back.
    pub valid_until: Instant,
}

impl Reservation {
    pub fn tombstone(id: ReservationId, order: OrderId) -> Self {
        let (kind, state) = (ReservationKind::Attempt, ReservationState::Tombstone);
        Self { id, order, kind, holding: None, state, requested_by: None, version: 0 }
    }

    /// What an attempt holds, or does not, as it was decided.
    pub fn of_attempt(decision: &Decision, requested_by: &Principal) -> Self {
        Self {
            id: decision.reservation,
            order: decision.order,
            kind: ReservationKind::Attempt,
            holding: Some(Holding {
                account: decision.account,
                amount: decision.inputs.amount,
                valid_until: decision.valid_until.unwrap_or(decision.decided_at),
            }),
            state: match decision.verdict.outcome {
                Outcome::Approved => ReservationState::Held,
                Outcome::Referred | Outcome::Denied => ReservationState::Refused,
            },
            requested_by: Some(requested_by.clone()),
            version: 0,
        }
    }

    /// What it holds now.
    pub fn held(&self) -> Option<Holding> {
        self.holding.filter(|_| self.state == ReservationState::Held)
    }

    /// Gives back what it holds. What holds nothing has nothing to give: that is no error, an undo may come twice.
    pub fn release(&mut self) -> Applied<Holding> {
        match (self.state, self.holding) {
            (ReservationState::Held, Some(holding)) => {
                self.state = ReservationState::Released;
                Applied::Now(holding)
            }
            (ReservationState::Held, None)
            | (ReservationState::Refused | ReservationState::Released | ReservationState::Tombstone, _) => {
                Applied::Already
            }
        }
    }

    /// The approval holds for as much and until then; what is held stays as it is.
    pub fn renew(&mut self, amount: Money, until: Instant) {
        if let Some(holding) = &mut self.holding {
            if amount.minor() > holding.amount.minor() {
                holding.amount = amount;
            }
            holding.valid_until = until;
        }
    }

    /// Nothing was ever reserved under this id.
    pub fn never_held(&self) -> bool {
        matches!(self.state, ReservationState::Refused | ReservationState::Tombstone)
    }
}
