//! An order asks for credit.

use o2c_kernel::{Date, Instant, Money, Principal};

use super::Desk;
use crate::domain::{
    Category, CreditAccountId, CreditReview, CreditReviewId, CustomerId, Decision, Document, EntryKind, Holding,
    Inputs, Move, OrderId, Outcome, Policy, Posting, Refusal, Reservation, ReservationId, ReservationKind,
    ReservationState, ReviewState, Standing, account_of, decide, review_of,
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

        for (id, _) in overrides {
            self.give_up(id);
        }
        let review = match verdict.outcome {
            Outcome::Approved if verdict.reasons.is_empty() => None,
            Outcome::Approved => release.map(|(_, review)| review),
            Outcome::Referred => Some(self.refer(attempt, &inputs, &verdict.reasons, now)),
            Outcome::Denied => None,
        };
        let holding =
            Holding { account, amount: attempt.amount, valid_until: if approved { valid_until } else { now } };
        self.keep_reservation(Reservation {
            id: attempt.reservation,
            order: attempt.order,
            kind: ReservationKind::Attempt,
            holding: Some(holding),
            state: if approved { ReservationState::Held } else { ReservationState::Refused },
            requested_by: Some(attempt.requested_by.clone()),
            version: 0,
        });
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
        self.keep_decision(decision.clone());
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

    /// Puts the order into the queue; one that is there already is brought up to date.
    fn refer(
        &mut self,
        attempt: &Attempt,
        inputs: &Inputs,
        reasons: &[crate::domain::Reason],
        now: Instant,
    ) -> CreditReviewId {
        let open = self.reviews_of(attempt.order).find(|review| review.state == ReviewState::Open).cloned();
        let (limit, exposure) = inputs.standing.map_or((0, 0), |standing| (standing.limit, standing.exposure));
        let (id, revision, version, referred_at) = match &open {
            Some(review) => (review.id, review.revision, review.version, review.referred_at),
            None => (review_of(attempt.reservation), 0, 0, now),
        };
        self.keep_review(CreditReview {
            id,
            order: attempt.order,
            customer: attempt.customer,
            account: attempt.account(),
            attempt: attempt.reservation,
            amount: attempt.amount,
            limit,
            exposure,
            reasons: reasons.to_vec(),
            requested_by: attempt.requested_by.clone(),
            state: ReviewState::Open,
            decided_by: None,
            decision_reason: String::new(),
            referred_at,
            decided_at: None,
            valid_until: None,
            revision: revision.saturating_add(1),
            version,
        });
        id
    }
}
