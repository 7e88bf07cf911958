//! A way to apply a receipt: proposed by a rule or a person, on its way to the owner of the open items, decided.

use o2c_kernel::{Currency, Money};

use super::{
    ApplicationId, CustomerId, OpenItemId, ProposalId, ReceiptId, Refusal,
    matching::{Alternative, Band, Feature, Question},
};

/// Where a proposal stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProposalState {
    /// Waits for a person.
    Proposed,
    /// On its way to the owner of the open items.
    Applying,
    AutoApplied,
    Accepted,
    Edited,
    /// By a person, or by the rules themselves when nothing good enough was found.
    Rejected,
}

/// Who decided to apply it, and whether as it was proposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    Machine,
    Accept,
    Edit,
}

/// What happens to a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    /// It is decided that it be applied.
    Apply,
    /// The owner of the open items has answered, or need not be asked.
    Finish(Decision),
    Reject,
}

impl ProposalState {
    pub const ALL: [Self; 6] =
        [Self::Proposed, Self::Applying, Self::AutoApplied, Self::Accepted, Self::Edited, Self::Rejected];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "PROPOSED",
            Self::Applying => "APPLYING",
            Self::AutoApplied => "AUTO_APPLIED",
            Self::Accepted => "ACCEPTED",
            Self::Edited => "EDITED",
            Self::Rejected => "REJECTED",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// The one table of legal moves.
    #[must_use]
    pub const fn after(self, by: Move) -> Option<Self> {
        match (self, by) {
            (Self::Proposed, Move::Apply) => Some(Self::Applying),
            (Self::Proposed, Move::Reject) => Some(Self::Rejected),
            (Self::Applying, Move::Finish(Decision::Machine)) => Some(Self::AutoApplied),
            (Self::Applying, Move::Finish(Decision::Accept)) => Some(Self::Accepted),
            (Self::Applying, Move::Finish(Decision::Edit)) => Some(Self::Edited),
            (Self::Proposed, Move::Finish(_))
            | (Self::Applying, Move::Apply | Move::Reject)
            | (Self::AutoApplied | Self::Accepted | Self::Edited | Self::Rejected, _) => None,
        }
    }

    /// Its money is spoken for: neither applied yet nor given up.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Proposed | Self::Applying)
    }
}

impl Decision {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Machine => "MACHINE",
            Self::Accept => "ACCEPT",
            Self::Edit => "EDIT",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Machine, Self::Accept, Self::Edit].into_iter().find(|decision| decision.as_str() == name)
    }
}

/// How an open item is to be paid, and what the owner made of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProposalItem {
    pub item: OpenItemId,
    pub number: String,
    /// What was open when it was proposed.
    pub open: i64,
    pub amount: i64,
    pub write_off: i64,
    pub deduction: i64,
    pub deduction_reason: String,
    /// How much of the item's `held` or `suggested` is this one's, until the owner's facts have arrived.
    pub reserved: i64,
    pub applied: i64,
    pub written_off: i64,
    pub application: Option<ApplicationId>,
    /// The owner's, empty when applied.
    pub refusal: String,
}

impl ProposalItem {
    /// What it takes off the open item.
    #[must_use]
    pub const fn takes(&self) -> i64 {
        self.amount.saturating_add(self.write_off)
    }
}

/// Where the money comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// What is not applied yet.
    Unapplied,
    /// What rests on the customer's account: what the owner refuses goes back there.
    OnAccount,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    pub id: ProposalId,
    /// Rises with time: the order of lists.
    pub number: i64,
    pub receipt: ReceiptId,
    pub customer: Option<CustomerId>,
    pub currency: Currency,
    pub source: Source,
    pub items: Vec<ProposalItem>,
    pub on_account: i64,
    pub score: i32,
    pub band: Band,
    pub state: ProposalState,
    pub decision: Option<Decision>,
    pub rule_version: String,
    pub decided_by: String,
    /// Written once; not at hand where nobody reads it.
    pub explanation: Explanation,
    pub revision: i64,
}

/// Why it was proposed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Explanation {
    pub features: Vec<Feature>,
    pub alternatives: Vec<Alternative>,
    pub missing: Vec<String>,
    /// All that an automatic application depended on (PAY-6); none where a person had a hand in it.
    pub question: Option<Question>,
}

impl Proposal {
    /// Moves on, or says where it stands.
    pub fn step(&mut self, by: Move) -> Result<(), Refusal> {
        let next = self.state.after(by);
        self.state = next.ok_or(Refusal::ProposalDecided { proposal: self.id, state: self.state })?;
        self.revision = self.revision.saturating_add(1);
        Ok(())
    }

    #[must_use]
    pub const fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// The cash that its items take.
    pub fn cash(&self) -> Result<i64, Refusal> {
        sum(self.items.iter().map(|item| item.amount))
    }

    /// All that it speaks for of its receipt.
    pub fn claims(&self) -> Result<i64, Refusal> {
        self.cash()?.checked_add(self.on_account).ok_or(Refusal::AmountOverflow)
    }
}

/// A sum, or that it is too large.
pub fn sum(amounts: impl IntoIterator<Item = i64>) -> Result<i64, Refusal> {
    amounts.into_iter().try_fold(0_i64, |sum, amount| sum.checked_add(amount)).ok_or(Refusal::AmountOverflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_move() {
        let moves = [
            Move::Apply,
            Move::Finish(Decision::Machine),
            Move::Finish(Decision::Accept),
            Move::Finish(Decision::Edit),
            Move::Reject,
        ];
        let table: Vec<(&str, Vec<&str>)> = ProposalState::ALL
            .iter()
            .map(|state| {
                (state.as_str(), moves.iter().map(|by| state.after(*by).map_or("-", |to| to.as_str())).collect())
            })
            .collect();
        let nothing = vec!["-"; 5];
        assert_eq!(
            table,
            [
                ("PROPOSED", vec!["APPLYING", "-", "-", "-", "REJECTED"]),
                ("APPLYING", vec!["-", "AUTO_APPLIED", "ACCEPTED", "EDITED", "-"]),
                ("AUTO_APPLIED", nothing.clone()),
                ("ACCEPTED", nothing.clone()),
                ("EDITED", nothing.clone()),
                ("REJECTED", nothing),
            ]
        );
    }

    #[test]
    fn names_are_read_back() {
        for state in ProposalState::ALL {
            assert_eq!(ProposalState::parse(state.as_str()), Some(state));
        }
        assert_eq!(ProposalState::parse("proposed"), None);
    }
}
