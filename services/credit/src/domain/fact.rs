//! What credit tells the others.

use o2c_kernel::{Instant, Money, Principal};

use super::{CreditAccountId, CreditReview, CustomerId, Decision, TermsChange};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CreditFact {
    Decided(Decision),
    Released(CreditReview),
    Rejected(CreditReview),
    LimitChanged {
        change: TermsChange,
        by: Principal,
        reason: String,
        at: Instant,
    },
    /// A fact, or a lowered limit, left the account over its limit.
    LimitExceeded {
        account: CreditAccountId,
        customer: CustomerId,
        limit: Money,
        exposure: Money,
        at: Instant,
    },
}
