//! A person decides about an order over the limit.

use o2c_kernel::{Actor, Date, Instant, Principal};

use super::Desk;
use crate::domain::{
    Category, CreditFact, CreditReview, CreditReviewId, Decided, Decision, Document, EntryKind, Holding, Inputs, Move,
    Outcome, Policy, Posting, Refusal, Reservation, ReservationId, ReservationKind, ReservationState, ReviewDecision,
    ReviewState, decide, override_of, recheck_of,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReviewCommand {
    pub review: CreditReviewId,
    /// The revision that the person saw.
    pub seen: Option<i64>,
    pub decision: ReviewDecision,
    pub reason: String,
}

impl Desk {
    pub fn decide_review(
        &mut self,
        command: &ReviewCommand,
        by: &Actor,
        policy: &Policy,
        now: Instant,
        today: Date,
    ) -> Result<CreditReview, Refusal> {
        let review = self.reviews.get(&command.review).ok_or(Refusal::ReviewNotFound)?.clone();
        review.may_decide(by, command.seen)?;
        let by = by.responsible();
        match command.decision {
            ReviewDecision::Reject => Ok(self.reject(review, by, &command.reason, now)),
            ReviewDecision::Release if self.is_renewal(&review) => {
                Ok(self.renew_order(review, by, &command.reason, now.plus(policy.approval), now))
            }
            ReviewDecision::Recheck if self.is_renewal(&review) => {
                Ok(self.recheck_renewal(review, by, &command.reason, policy, now, today))
            }
            ReviewDecision::Release => {
                let former = self.overrides_of(review.order, review.account);
                self.release_order(review, former, by, &command.reason, now.plus(policy.approval), now)
            }
            ReviewDecision::Recheck => self.recheck(review, by, &command.reason, policy, now, today),
        }
    }

    /// Reserves the amount, over the limit if need be: the override holds it until the order's next attempt.
    pub(super) fn release_order(
        &mut self,
        mut review: CreditReview,
        former: Vec<(ReservationId, Holding)>,
        by: &Principal,
        reason: &str,
        valid_until: Instant,
        now: Instant,
    ) -> Result<CreditReview, Refusal> {
        let mut moves = self.give_back(review.order, former.iter().map(|(_, holding)| holding));
        let (document, category) = (Document::order(review.order), Category::OpenOrders);
        moves.push(Move { document, category, minor: review.amount.minor(), kind: EntryKind::Reservation });
        self.post(review.account, &Posting { cause: review.id.uuid(), at: now, moves })?;

        for (id, _) in former {
            self.give_up(id);
        }
        self.keep_reservation(Reservation {
            id: override_of(review.id),
            order: review.order,
            kind: ReservationKind::Override,
            holding: Some(Holding { account: review.account, amount: review.amount, valid_until }),
            state: ReservationState::Held,
            requested_by: Some(review.requested_by.clone()),
            version: 0,
        });
        review.end(ReviewState::Released, by, reason, now);
        review.valid_until = Some(valid_until);
        self.touched.facts.push(CreditFact::Released(review.clone()));
        self.keep_review(review.clone());
        Ok(review)
    }

    pub(super) fn reject(
        &mut self,
        mut review: CreditReview,
        by: &Principal,
        reason: &str,
        now: Instant,
    ) -> CreditReview {
        review.end(ReviewState::Rejected, by, reason, now);
        self.touched.facts.push(CreditFact::Rejected(review.clone()));
        self.keep_review(review.clone());
        review
    }

    /// Decides by the rules, as things are now: released when it fits, open otherwise.
    fn recheck(
        &mut self,
        mut review: CreditReview,
        by: &Principal,
        reason: &str,
        policy: &Policy,
        now: Instant,
        today: Date,
    ) -> Result<CreditReview, Refusal> {
        let former = self.overrides_of(review.order, review.account);
        let moves = self.give_back(review.order, former.iter().map(|(_, holding)| holding));
        let given_back: i64 = moves.iter().map(|change| change.minor).sum();
        let inputs = Inputs {
            standing: self.standing(review.account, given_back),
            amount: review.amount,
            today,
            released: None,
            tolerance_basis_points: policy.tolerance_basis_points,
        };
        let verdict = decide(&inputs);
        let after_entry = self.accounts.get(&review.account).map_or(0, |account| account.entries);
        let after_entry = after_entry.saturating_add(i64::try_from(moves.len()).unwrap_or(i64::MAX));
        let approved = verdict.outcome == Outcome::Approved;
        let valid_until = now.plus(policy.approval);
        let decided = |reservation: ReservationId, review_revision: i64, review: &CreditReview| Decided {
            decision: Decision {
                reservation,
                order: review.order,
                customer: review.customer,
                account: review.account,
                inputs,
                policy_version: Policy::VERSION.to_owned(),
                verdict: verdict.clone(),
                review: Some(review.id),
                valid_until: approved.then_some(valid_until),
                decided_at: now,
                after_entry,
            },
            requested_by: review.requested_by.clone(),
            recheck: true,
            review_revision,
            given_back: Vec::new(),
        };
        if approved {
            // it is its release that changes the review
            let decided = decided(override_of(review.id), 0, &review);
            let released = self.release_order(review, former, by, reason, valid_until, now)?;
            self.keep_decision(decided);
            return Ok(released);
        }
        review.stays_open(inputs.standing, &verdict.reasons);
        let decided = decided(recheck_of(review.id, review.revision), review.revision, &review);
        self.keep_decision(decided);
        self.keep_review(review.clone());
        Ok(review)
    }
}
