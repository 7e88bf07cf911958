//! After a restore: what was applied and is in no book is applied again, as it was.

use o2c_kernel::{Money, Principal};

use super::{Desk, apply_cash::Difference};
use crate::domain::{ApplicationId, ApplyCash, OpenItemId, ProposalId, ProposedEdge, ReceiptFacts, ReceiptId, Refusal};

/// Cash that was applied to an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AppliedCash {
    pub application: ApplicationId,
    pub proposal: ProposalId,
    pub receipt: ReceiptId,
    pub item: OpenItemId,
    pub amount: Money,
    pub write_off: Money,
}

impl Desk {
    /// Applies cash again under the edge that it had. The decision on the whole proposal does not come back with it: its
    /// proposer is told of each edge that it is there.
    pub fn apply_again(&mut self, applied: &AppliedCash) -> Result<(), Refusal> {
        // who proposed it asked for the difference, and the rule of tolerance granted it
        self.moment.by = Principal::of_service("payments").into();
        let receipt =
            self.receipts.get(&applied.receipt).ok_or(Refusal::Inconsistent("its receipt is not in the books"))?;
        let facts = ReceiptFacts {
            id: receipt.id,
            customer: receipt.customer,
            amount: receipt.amount,
            value_date: receipt.value_date,
        };
        let command = ApplyCash { proposal: applied.proposal, receipt: facts, edges: Vec::new() };
        let edge = ProposedEdge { item: applied.item, amount: applied.amount, write_off: applied.write_off };
        self.cash_edge(&command, applied.application, &edge, Difference::Granted)
    }
}
