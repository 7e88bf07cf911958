//! Why a decision was taken, for programs.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reason {
    NoAccount,
    AccountBlocked,
    AccountNotYetValid,
    AccountExpired,
    LimitExceeded,
    /// A person released the order, but for less than it asks for.
    ReleaseExceeded,
    /// Over the limit, and a person released it.
    ReleasedByReview,
    /// At delivery or goods issue: the order holds no credit.
    NotReserved,
    /// The approval is too old, and the account has no room to approve again.
    ApprovalExpired,
    /// The order is worth more by now than what was approved, and the tolerance.
    ValueExceedsApproval,
}

impl Reason {
    const ALL: [Self; 10] = [
        Self::NoAccount,
        Self::AccountBlocked,
        Self::AccountNotYetValid,
        Self::AccountExpired,
        Self::LimitExceeded,
        Self::ReleaseExceeded,
        Self::ReleasedByReview,
        Self::NotReserved,
        Self::ApprovalExpired,
        Self::ValueExceedsApproval,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAccount => "NO_ACCOUNT",
            Self::AccountBlocked => "ACCOUNT_BLOCKED",
            Self::AccountNotYetValid => "ACCOUNT_NOT_YET_VALID",
            Self::AccountExpired => "ACCOUNT_EXPIRED",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::ReleaseExceeded => "RELEASE_EXCEEDED",
            Self::ReleasedByReview => "RELEASED_BY_REVIEW",
            Self::NotReserved => "NOT_RESERVED",
            Self::ApprovalExpired => "APPROVAL_EXPIRED",
            Self::ValueExceedsApproval => "VALUE_EXCEEDS_APPROVAL",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}
