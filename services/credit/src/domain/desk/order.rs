//! An order gets smaller, or is gone.

use o2c_kernel::{Money, Principal};

use super::Desk;
use crate::domain::{
    Category, Cause, CreditAccountId, Document, EntryKind, Move, OrderId, Posting, Refusal, ReservationKind,
    ReservationState, ReviewState,
};

/// Lines of an order were cancelled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cancellation {
    pub order: OrderId,
    pub cause: Cause,
    /// What credit held for the lines; none where they had no estimate yet.
    pub estimate: Option<Money>,
    /// Nothing is left of the order, and nothing was shipped.
    pub whole: bool,
}

/// An order will never be delivered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EndOfOrder {
    pub order: OrderId,
    pub cause: Cause,
    pub reason: &'static str,
}

impl Desk {
    /// Gives back what was held for the cancelled lines. An order that never held credit (it waited on hold, or was
    /// denied) has nothing to give, whatever its lines were worth.
    pub fn cancel(&mut self, cancellation: &Cancellation, by: &Principal) -> Result<(), Refusal> {
        if let (Some(account), Some(estimate)) = (self.attempt_account(cancellation.order), cancellation.estimate) {
            let minor = estimate.minor().checked_neg().ok_or(Refusal::AmountOverflow)?;
            let (document, category) = (Document::order(cancellation.order), Category::OpenOrders);
            let moves = vec![Move { document, category, minor, kind: EntryKind::Release }];
            let Cause { event, at } = cancellation.cause;
            self.post(account, &Posting { cause: event, at, moves })?;
        }
        if cancellation.whole {
            let Cancellation { order, cause, .. } = *cancellation;
            self.end_order(&EndOfOrder { order, cause, reason: "the order was cancelled" }, by)?;
        }
        Ok(())
    }

    /// Gives back what a release still holds for an order that is gone, and takes it out of the queue.
    pub fn end_order(&mut self, end: &EndOfOrder, by: &Principal) -> Result<(), Refusal> {
        let held: Vec<_> = self
            .reservations_of(end.order)
            .filter(|reservation| reservation.kind == ReservationKind::Override)
            .filter_map(|reservation| Some((reservation.id, reservation.held()?)))
            .collect();
        for (id, holding) in held {
            let moves = self.give_back(end.order, [&holding]);
            let posting = Posting { cause: end.cause.event, at: end.cause.at, moves };
            self.post(holding.account, &posting)?;
            self.give_up(id);
        }
        let open: Vec<_> =
            self.reviews_of(end.order).filter(|review| review.state == ReviewState::Open).cloned().collect();
        for mut review in open {
            review.end(ReviewState::Closed, by, end.reason, end.cause.at);
            self.keep_review(review);
        }
        Ok(())
    }

    /// Where the order's attempt got its credit.
    fn attempt_account(&self, order: OrderId) -> Option<CreditAccountId> {
        self.reservations_of(order)
            .filter(|reservation| reservation.kind == ReservationKind::Attempt)
            .filter(|reservation| reservation.state == ReservationState::Held)
            .find_map(|reservation| reservation.held())
            .map(|holding| holding.account)
    }
}
