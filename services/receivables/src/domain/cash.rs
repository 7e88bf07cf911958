//! What payments proposes, and what becomes of it.

use o2c_kernel::Money;
use serde::{Deserialize, Serialize};

use super::{ApplicationId, OpenItemId, ProposalId, ReceiptFacts, ReceiptId};

/// A proposal: one receipt, many items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApplyCash {
    pub proposal: ProposalId,
    pub receipt: ReceiptFacts,
    pub edges: Vec<ProposedEdge>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProposedEdge {
    pub item: OpenItemId,
    pub amount: Money,
    /// A small difference, written off along with it; 0 = none.
    pub write_off: Money,
}

/// What was decided of a proposal. It is kept: the same proposal gets the same answer for ever.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CashDecision {
    pub proposal: ProposalId,
    pub receipt: ReceiptId,
    pub edges: Vec<DecidedEdge>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DecidedEdge {
    pub item: OpenItemId,
    pub asked: Money,
    pub asked_write_off: Money,
    pub outcome: EdgeOutcome,
    pub open_after: Money,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum EdgeOutcome {
    Applied(ApplicationId),
    /// With a reason of `errors.proto`.
    Refused(String),
}

impl CashDecision {
    /// Whether it is what was decided of this very proposal.
    pub fn answers(&self, command: &ApplyCash) -> bool {
        let same = |(decided, asked): (&DecidedEdge, &ProposedEdge)| {
            (decided.item, decided.asked, decided.asked_write_off) == (asked.item, asked.amount, asked.write_off)
        };
        self.receipt == command.receipt.id
            && self.edges.len() == command.edges.len()
            && self.edges.iter().zip(&command.edges).all(same)
    }
}
