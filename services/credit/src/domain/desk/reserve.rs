//! An order asks for credit.

use o2c_kernel::{Date, Instant, Money, Principal};

use super::Desk;
use crate::domain::{
    Category, CreditAccountId, CreditReview, CustomerId, Decided, Decision, Document, EntryKind, Holding, Inputs, Move,
    OrderId, Outcome, Policy, Posting, Refusal, Reservation, ReservationId, ReservationKind, ReservationState,
    ReviewState, Standing, account_of, decide, review_of,
};

/// One attempt of an order to get credit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    pub reservation: ReservationId,
    pub order: OrderId,
    pub customer: CustomerId,
    /// Gross.
    pub amount: Money,
    pub requested_by: Principal,
}

impl Attempt {
    pub fn account(&self) -> CreditAccountId {
        account_of(self.customer, self.amount.currency())
    }
}

impl Desk {
    /// Decides an attempt, and reserves what it approves. The same attempt again gets the same answer.
    ///
    /// An override that the order still holds is given back first, whatever comes out: an attempt that is approved takes
    /// its place, and one that is refused must leave the order with nothing (CRD-3).
    pub fn reserve(
        &mut self,
        attempt: &Attempt,
        policy: &Policy,
        now: Instant,
        today: Date,
    ) -> Result<Decision, Refusal> {
        if let Some(known) = self.reservations.get(&attempt.reservation) {
            return self.answer_again(attempt, known);
        }
        let account = attempt.account();
        let overrides = self.overrides_of(attempt.order, account);
        let mut moves = self.give_back(attempt.order, overrides.iter().map(|(_, holding)| holding));
        let given_back: i64 = moves.iter().map(|change| change.minor).sum();

        let standing = self.standing(account, given_back);
        let releases = self.reviews_of(attempt.order).filter(|review| review.account == account);
        let release = releases.filter_map(|review| Some((review.allows(now)?, review.id))).max();
        let inputs = Inputs {
            standing,
            amount: attempt.amount,
            today,
            released: release.map(|(released, _)| released),
            tolerance_basis_points: policy.tolerance_basis_points,
        };
        let verdict = decide(&inputs);
        let approved = verdict.outcome == Outcome::Approved;
        let entries = self.accounts.get(&account).map_or(0, |account| account.entries);
        let after_entry = entries.saturating_add(i64::try_from(moves.len()).unwrap_or(i64::MAX));
        if approved {
            let (document, category) = (Document::order(attempt.order), Category::OpenOrders);
            moves.push(Move { document, category, minor: attempt.amount.minor(), kind: EntryKind::Reservation });
        }
        let valid_until = now.plus(policy.approval);
        if !moves.is_empty() {
            self.post(account, &Posting { cause: attempt.reservation.uuid(), at: now, moves })?;
        }

        let given_back: Vec<ReservationId> = overrides.iter().map(|(id, _)| *id).collect();
        for id in &given_back {
            self.give_up(*id);
        }
        let open = self.open_review_of(attempt.order);
        let review = match verdict.outcome {
            Outcome::Approved if verdict.reasons.is_empty() => None,
            Outcome::Approved => release.map(|(_, review)| review),
            Outcome::Referred => Some(open.as_ref().map_or_else(|| review_of(attempt.reservation), |open| open.id)),
            Outcome::Denied => None,
        };
        let decision = Decision {
            reservation: attempt.reservation,
            order: attempt.order,
            customer: attempt.customer,
            account,
            inputs,
            policy_version: Policy::VERSION.to_owned(),
            verdict,
            review,
            valid_until: approved.then_some(valid_until),
            decided_at: now,
            after_entry,
        };
        let referred = review.filter(|_| decision.verdict.outcome == Outcome::Referred);
        let referred = referred.map(|id| CreditReview::referred(id, &decision, &attempt.requested_by, open.as_ref()));
        let review_revision = referred.as_ref().map_or(0, |review| review.revision);
        if let Some(review) = referred {
            self.keep_review(review);
        }
        self.keep_reservation(Reservation::of_attempt(&decision, &attempt.requested_by));
        self.keep_decision(Decided {
            decision: decision.clone(),
            requested_by: attempt.requested_by.clone(),
            recheck: false,
            review_revision,
            given_back,
        });
        Ok(decision)
    }

    fn answer_again(&self, attempt: &Attempt, known: &Reservation) -> Result<Decision, Refusal> {
        match known.state {
            ReservationState::Tombstone | ReservationState::Released => {
                Err(Refusal::ReservationReleased { reservation: known.id })
            }
            ReservationState::Held | ReservationState::Refused => {
                let decision = self.decisions.get(&known.id);
                let same = decision.filter(|decision| {
                    decision.order == attempt.order
                        && decision.account == attempt.account()
                        && decision.inputs.amount == attempt.amount
                });
                same.cloned().ok_or(Refusal::ReservationReused { reservation: known.id })
            }
        }
    }

    /// The account as a decision sees it, if somebody opened it.
    pub(super) fn standing(&self, account: CreditAccountId, given_back: i64) -> Option<Standing> {
        let account = self.accounts.get(&account).filter(|account| account.opened)?;
        let standing = Standing::of(account);
        Some(Standing { exposure: standing.exposure.saturating_add(given_back), ..standing })
    }

    /// What the order holds by overrides on the account.
    pub(super) fn overrides_of(&self, order: OrderId, account: CreditAccountId) -> Vec<(ReservationId, Holding)> {
        self.reservations_of(order)
            .filter(|reservation| reservation.kind == ReservationKind::Override)
            .filter_map(|reservation| Some((reservation.id, reservation.held()?)))
            .filter(|(_, holding)| holding.account == account)
            .collect()
    }

    /// Marks a reservation whose moves are posted as given back.
    pub(super) fn give_up(&mut self, id: ReservationId) {
        if let Some(reservation) = self.reservations.get_mut(&id)
            && reservation.release().now().is_some()
        {
            self.touched.reservations.insert(id);
        }
    }

    /// Its place in the queue, where it has one: a further attempt brings it up to date.
    fn open_review_of(&self, order: OrderId) -> Option<CreditReview> {
        self.reviews_of(order).find(|review| review.state == ReviewState::Open).cloned()
    }
}
