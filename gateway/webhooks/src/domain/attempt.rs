//! What came of one attempt.

use std::time::Duration;

use o2c_kernel::Instant;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Delivered,
    /// Another status than 2xx.
    Refused,
    Unresolved,
    /// The name leads to an address that is not of the public internet: nothing was connected.
    ForbiddenAddress,
    Unreachable,
    Untrusted,
    TimedOut,
    Malformed,
}

impl Outcome {
    pub const ALL: [Self; 8] = [
        Self::Delivered,
        Self::Refused,
        Self::Unresolved,
        Self::ForbiddenAddress,
        Self::Unreachable,
        Self::Untrusted,
        Self::TimedOut,
        Self::Malformed,
    ];

    /// As metrics and tables have it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Unresolved => "unresolved",
            Self::ForbiddenAddress => "forbidden_address",
            Self::Unreachable => "unreachable",
            Self::Untrusted => "untrusted",
            Self::TimedOut => "timed_out",
            Self::Malformed => "malformed",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// One attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    pub started_at: Instant,
    pub latency: Duration,
    pub outcome: Outcome,
    /// What the endpoint answered, where anything came back.
    pub status: Option<u16>,
    /// When it wants to be asked again.
    pub retry_after: Option<Duration>,
}

impl Attempt {
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        self.outcome == Outcome::Delivered
    }

    /// 410: the endpoint wants no more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.status == Some(410)
    }
}
