//! Goods are about to leave, and the approval of their order does not hold any more: a person decides whether it is renewed.
//! Until then the order keeps what it holds; it was confirmed, and is not undone by time.

use o2c_kernel::{Date, Instant, Money, Principal};

use super::Desk;
use crate::domain::{
    Approval, Category, CreditFact, CreditReview, Document, OrderId, Outcome, Policy, Reason, Reservation,
    ReservationKind, ReviewState, Standing, Verdict, check, renew, renewal_of,
};

impl Desk {
    /// Whether goods of the order may leave.
    pub fn check_order(&self, order: OrderId, policy: &Policy, now: Instant, today: Date) -> Verdict {
        let holding = self.attempt_of(order).and_then(Reservation::held);
        let approval = holding.map(|holding| Approval {
            approved: holding.amount.minor(),
            valid_until: holding.valid_until,
            value: self.value_of(order),
        });
        let account = holding.and_then(|holding| self.accounts.get(&holding.account));
        check(account.map(Standing::of).as_ref(), approval.as_ref(), policy, now, today)
    }

    /// Whether this answer changes the queue: the order is to be put there, or taken out.
    pub fn concerns_queue(&self, order: OrderId, verdict: &Verdict) -> bool {
        match verdict.outcome {
            Outcome::Referred => true,
            Outcome::Approved => self.open_renewal(order).is_some(),
            Outcome::Denied => false,
        }
    }

    /// The same question, by who may change the queue. What is there already stays as it is: asking twice is asking once.
    pub fn refer_again(
        &mut self,
        order: OrderId,
        by: &Principal,
        policy: &Policy,
        now: Instant,
        today: Date,
    ) -> Verdict {
        let verdict = self.check_order(order, policy, now, today);
        match verdict.outcome {
            Outcome::Referred => self.queue_again(order, &verdict.reasons, now),
            Outcome::Approved => {
                if let Some(mut review) = self.open_renewal(order).cloned() {
                    review.end(ReviewState::Closed, by, "the approval holds again", now);
                    self.keep_review(review);
                }
            }
            Outcome::Denied => {}
        }
        verdict
    }

    fn queue_again(&mut self, order: OrderId, reasons: &[Reason], now: Instant) {
        let Some(attempt) = self.attempt_of(order).cloned() else { return };
        let Some(holding) = attempt.held() else { return };
        let Some(account) = self.accounts.get(&holding.account) else { return };
        let (customer, standing) = (account.customer, Standing::of(account));
        let amount = Money::new(self.value_of(order), holding.amount.currency());
        let open = self.reviews_of(order).find(|review| review.state == ReviewState::Open).cloned();
        if open.as_ref().is_some_and(|open| open.amount == amount && open.reasons == reasons) {
            return;
        }
        let (limit, exposure, reasons) = (standing.limit, standing.exposure, reasons.to_vec());
        let review = match open {
            Some(open) => {
                CreditReview { amount, limit, exposure, reasons, revision: open.revision.saturating_add(1), ..open }
            }
            None => CreditReview {
                id: renewal_of(attempt.id, self.reviews_of(order).count()),
                order,
                customer,
                account: holding.account,
                attempt: attempt.id,
                amount,
                limit,
                exposure,
                reasons,
                requested_by: self.requester_of(&attempt),
                state: ReviewState::Open,
                decided_by: None,
                decision_reason: String::new(),
                referred_at: now,
                decided_at: None,
                valid_until: None,
                revision: 1,
                version: 0,
            },
        };
        self.keep_review(review);
    }

    /// The approval holds again, from now on and for as much as the order is worth: it holds its credit all the while.
    pub(super) fn renew_order(
        &mut self,
        mut review: CreditReview,
        by: &Principal,
        reason: &str,
        valid_until: Instant,
        now: Instant,
    ) -> CreditReview {
        if let Some(mut attempt) = self.reservations.get(&review.attempt).cloned() {
            attempt.renew(review.amount, valid_until);
            self.keep_reservation(attempt);
        }
        review.end(ReviewState::Released, by, reason, now);
        review.valid_until = Some(valid_until);
        self.touched.facts.push(CreditFact::Released(review.clone()));
        self.keep_review(review.clone());
        review
    }

    /// Decides by the rules, as things are now: renewed when the exposure, which includes the order, fits the limit.
    pub(super) fn recheck_renewal(
        &mut self,
        mut review: CreditReview,
        by: &Principal,
        reason: &str,
        policy: &Policy,
        now: Instant,
        today: Date,
    ) -> CreditReview {
        let standing = self.accounts.get(&review.account).map(Standing::of);
        let verdict = renew(standing.as_ref(), today);
        if verdict.outcome == Outcome::Approved {
            return self.renew_order(review, by, reason, now.plus(policy.approval), now);
        }
        review.stays_open(standing, &verdict.reasons);
        self.keep_review(review.clone());
        review
    }

    /// Whether the review is about an order that has its credit, and only its approval is at issue.
    pub(super) fn is_renewal(&self, review: &CreditReview) -> bool {
        self.reservations.get(&review.attempt).is_some_and(|attempt| attempt.held().is_some())
    }

    fn open_renewal(&self, order: OrderId) -> Option<&CreditReview> {
        self.reviews_of(order).find(|review| review.state == ReviewState::Open && self.is_renewal(review))
    }

    /// The attempt by which the order holds its credit.
    fn attempt_of(&self, order: OrderId) -> Option<&Reservation> {
        let attempts = self.reservations_of(order).filter(|one| one.kind == ReservationKind::Attempt);
        attempts.filter(|attempt| attempt.held().is_some()).last()
    }

    fn value_of(&self, order: OrderId) -> i64 {
        self.documents.get(&Document::order(order).id).map_or(0, |row| row.exposure.get(Category::OpenOrders))
    }

    /// Who asked for the order. A reservation that a release before has kept does not say: then an earlier review may.
    fn requester_of(&self, attempt: &Reservation) -> Principal {
        let reviews = || self.reviews_of(attempt.order).map(|review| review.requested_by.clone()).next();
        attempt.requested_by.clone().or_else(reviews).unwrap_or_else(|| Principal::of_service("orders"))
    }
}
