//! The states of an order: one table of legal moves.

use std::fmt;

/// Where an order stands. What is shipped, billed, paid or held are statuses of their own (see `status`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OrderState {
    /// Being written; binds nobody.
    Draft,
    /// Wanted: the acceptance decides.
    Submitted,
    /// The company delivers.
    Confirmed,
    /// All is delivered or cancelled, billed and paid.
    Completed,
    /// Refused by credit.
    Rejected,
    /// Nothing of it was shipped and nothing is wanted any more.
    Cancelled,
}

use OrderState::{Cancelled, Completed, Confirmed, Draft, Rejected, Submitted};

/// The legal moves. Completed is left again when a fact reopens the order: a payment that is returned.
const MOVES: &[(OrderState, OrderState)] = &[
    (Draft, Submitted),
    (Draft, Cancelled),
    (Submitted, Confirmed),
    (Submitted, Rejected),
    (Submitted, Cancelled),
    (Confirmed, Cancelled),
    (Confirmed, Completed),
    (Completed, Confirmed),
];

impl OrderState {
    /// All of them.
    pub const ALL: [Self; 6] = [Draft, Submitted, Confirmed, Completed, Rejected, Cancelled];

    /// Whether the table has that move.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        MOVES.contains(&(self, next))
    }

    /// Whether goods may be on their way.
    #[must_use]
    pub const fn is_confirmed(self) -> bool {
        matches!(self, Confirmed | Completed)
    }

    /// Those that something is still to come of.
    pub const OPEN: [Self; 3] = [Draft, Submitted, Confirmed];

    /// How rows spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Draft => "DRAFT",
            Submitted => "SUBMITTED",
            Confirmed => "CONFIRMED",
            Completed => "COMPLETED",
            Rejected => "REJECTED",
            Cancelled => "CANCELLED",
        }
    }

    /// Reads a row's spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl fmt::Display for OrderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_ends_and_nothing_comes_back_to_draft() {
        for end in [Rejected, Cancelled] {
            assert!(OrderState::ALL.into_iter().all(|next| !end.may_become(next)));
        }
        assert!(OrderState::ALL.into_iter().all(|state| !state.may_become(Draft)));
        assert!(OrderState::ALL.into_iter().all(|state| OrderState::parse(state.as_str()) == Some(state)));
    }
}
