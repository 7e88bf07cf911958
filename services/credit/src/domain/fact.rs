//! What credit tells the others.

use o2c_kernel::{Instant, Money, Principal};

use super::{CreditAccountId, CreditReview, CustomerId, Decision, OrderId, ReservationId, TermsEntry};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CreditFact {
    Decided(Decided),
    GivenBack(GivenBack),
    Released(CreditReview),
    Rejected(CreditReview),
    /// An account was opened, blocked or unblocked, or its limit set.
    TermsChanged(TermsEntry),
    /// A fact, or a lowered limit, left the account over its limit.
    LimitExceeded {
        account: CreditAccountId,
        customer: CustomerId,
        limit: Money,
        exposure: Money,
        at: Instant,
    },
}

/// A decision, and what was done with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    pub decision: Decision,
    pub requested_by: Principal,
    /// It is of a review that a person had decided again by the rules, not of an attempt.
    pub recheck: bool,
    /// How many changes its review has had with it; 0 = none by it.
    pub review_revision: i64,
    /// Overrides that the order gave back with it.
    pub given_back: Vec<ReservationId>,
}

/// An attempt was given back, or will never hold anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GivenBack {
    pub reservation: ReservationId,
    pub order: OrderId,
    /// What was free with it, and whose that was; none where nothing was ever reserved.
    pub freed: Option<(CustomerId, Money)>,
    pub at: Instant,
}
