//! Holds: reasons why an order may not go on. Rows, not a state: an order may have several.

use o2c_kernel::{Instant, Principal};

use super::HoldId;

/// Who placed it and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HoldType {
    /// Placed and released by credit's decisions alone.
    Credit,
    CustomerRequest,
    Pricing,
    Compliance,
}

impl HoldType {
    pub const ALL: [Self; 4] = [Self::Credit, Self::CustomerRequest, Self::Pricing, Self::Compliance];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Credit => "CREDIT",
            Self::CustomerRequest => "CUSTOMER_REQUEST",
            Self::Pricing => "PRICING",
            Self::Compliance => "COMPLIANCE",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hold| hold.as_str() == text)
    }
}

/// One placement, and at most one release (ORD-4).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hold {
    pub id: HoldId,
    pub kind: HoldType,
    pub reason: String,
    /// `None` is the whole order.
    pub line: Option<i32>,
    pub placed_by: Principal,
    pub placed_at: Instant,
    pub release: Option<HoldRelease>,
}

/// The end of a hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HoldRelease {
    pub by: Principal,
    pub at: Instant,
    pub reason: String,
}

impl Hold {
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.release.is_none()
    }
}
