//! Three bands, and where they begin.

use serde::{Deserialize, Serialize};

/// Names the rules, for explanations: it changes whenever an equal question may get another answer.
pub const RULE_VERSION: &str = "1";

/// What happens to a proposal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Band {
    /// A person finds out.
    Exception,
    /// A person confirms.
    Suggested,
    /// Applied by itself.
    Automatic,
}

impl Band {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "AUTOMATIC",
            Self::Suggested => "SUGGESTED",
            Self::Exception => "EXCEPTION",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Automatic, Self::Suggested, Self::Exception].into_iter().find(|band| band.as_str() == name)
    }
}

/// What a company may set; kept with every question, so that an old answer can be done again under its own policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// A difference up to so many minor units is written off along with the payment.
    pub tolerance: i64,
    /// From this score on it is applied by itself.
    pub automatic_from: i32,
    /// From this score on a person is asked.
    pub suggested_from: i32,
    /// How many sums are tried before the search gives up.
    pub search_steps: u32,
    /// How many open items of a customer are looked at together.
    pub items_per_customer: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            tolerance: 300,
            automatic_from: 9_000,
            suggested_from: 4_000,
            search_steps: 100_000,
            items_per_customer: 128,
        }
    }
}

impl Policy {
    #[must_use]
    pub const fn band(&self, score: i32) -> Band {
        if score >= self.automatic_from {
            Band::Automatic
        } else if score >= self.suggested_from {
            Band::Suggested
        } else {
            Band::Exception
        }
    }
}
