//! How a dispute ends, and who said so.

use o2c_kernel::{Date, Money};

/// How a dispute ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// The customer is right.
    Credit,
    /// Right in part: so much is credited.
    Partial(Money),
    /// Not right: the amount stays due.
    Rejected,
    Withdrawn,
}

impl Resolution {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credit => "CREDIT",
            Self::Partial(_) => "PARTIAL",
            Self::Rejected => "REJECTED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// Whether a credit note follows.
    #[must_use]
    pub const fn credits(self) -> bool {
        matches!(self, Self::Credit | Self::Partial(_))
    }

    /// What a credit note gives back of what is in dispute.
    #[must_use]
    pub const fn credited(self, disputed: Money) -> Money {
        match self {
            Self::Credit => disputed,
            Self::Partial(credited) => credited,
            Self::Rejected | Self::Withdrawn => Money::zero(disputed.currency()),
        }
    }
}

/// The reason of a dispute that ended because nothing of its item was open any more: paying it takes the objection back.
pub const PAID: &str = "PAID";

/// A decision over a dispute, with who made it, when and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ruling {
    pub resolution: Resolution,
    /// What a credit note gives back.
    pub credited: Money,
    pub by: String,
    pub on: Date,
    pub reason: String,
}
