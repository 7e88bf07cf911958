//! The queue of orders over the limit.

use o2c_kernel::{Actor, Instant, Money, Principal};

use super::{CreditAccountId, CreditReviewId, CustomerId, Decision, OrderId, Reason, Refusal, ReservationId, Standing};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ReviewState {
    Open,
    Released,
    Rejected,
    /// Nobody has to decide any more: the order is gone.
    Closed,
}

/// What a person says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReviewDecision {
    Release,
    Reject,
    /// By the rules, as things are now.
    Recheck,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditReview {
    pub id: CreditReviewId,
    pub order: OrderId,
    pub customer: CustomerId,
    pub account: CreditAccountId,
    /// The attempt that was referred last.
    pub attempt: ReservationId,
    pub amount: Money,
    /// Limit and exposure when it was referred, or rechecked.
    pub limit: i64,
    pub exposure: i64,
    pub reasons: Vec<Reason>,
    /// Who answers for the order.
    pub requested_by: Principal,
    pub state: ReviewState,
    pub decided_by: Option<Principal>,
    pub decision_reason: String,
    pub referred_at: Instant,
    pub decided_at: Option<Instant>,
    /// Until when a release stands for a further attempt of the order.
    pub valid_until: Option<Instant>,
    /// Counts its changes: what callers see as etag.
    pub revision: i64,
    /// The row's version; 0 = not stored yet.
    pub version: i64,
}

impl CreditReview {
    /// Of an attempt that was referred. `open` waits already, and is brought up to date.
    pub fn referred(id: CreditReviewId, decision: &Decision, requested_by: &Principal, open: Option<&Self>) -> Self {
        let standing = decision.inputs.standing;
        let (limit, exposure) = standing.map_or((0, 0), |standing| (standing.limit, standing.exposure));
        Self {
            id,
            order: decision.order,
            customer: decision.customer,
            account: decision.account,
            attempt: decision.reservation,
            amount: decision.inputs.amount,
            limit,
            exposure,
            reasons: decision.verdict.reasons.clone(),
            requested_by: requested_by.clone(),
            state: ReviewState::Open,
            decided_by: None,
            decision_reason: String::new(),
            referred_at: open.map_or(decision.decided_at, |open| open.referred_at),
            decided_at: None,
            valid_until: None,
            revision: open.map_or(0, |open| open.revision).saturating_add(1),
            version: open.map_or(0, |open| open.version),
        }
    }

    /// Decided again by the rules, which do not let the order through.
    pub(super) fn stays_open(&mut self, standing: Option<Standing>, reasons: &[Reason]) {
        if let Some(standing) = standing {
            (self.limit, self.exposure) = (standing.limit, standing.exposure);
        }
        self.reasons = reasons.to_vec();
        self.revision = self.revision.saturating_add(1);
    }

    /// Whether this person may decide it now. Who asked for the order never may, nor does a key of theirs, whatever the
    /// decision (CRD-6).
    pub fn may_decide(&self, by: &Actor, seen: Option<i64>) -> Result<(), Refusal> {
        if by.is_requester(&self.requested_by) {
            return Err(Refusal::RequesterIsApprover { review: self.id });
        }
        match self.state {
            ReviewState::Open => {}
            ReviewState::Released | ReviewState::Rejected | ReviewState::Closed => {
                return Err(Refusal::ReviewDecided { review: self.id });
            }
        }
        if seen.is_some_and(|revision| revision != self.revision) {
            return Err(Refusal::Changed);
        }
        Ok(())
    }

    pub(super) fn end(&mut self, state: ReviewState, by: &Principal, reason: &str, at: Instant) {
        self.state = state;
        self.decided_by = Some(by.clone());
        reason.clone_into(&mut self.decision_reason);
        self.decided_at = Some(at);
        self.revision = self.revision.saturating_add(1);
    }

    /// What a person's release allows the order now.
    pub fn allows(&self, now: Instant) -> Option<i64> {
        let stands = self.state == ReviewState::Released && self.valid_until.is_some_and(|until| now <= until);
        stands.then_some(self.amount.minor())
    }
}
