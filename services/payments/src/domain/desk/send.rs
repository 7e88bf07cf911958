//! A proposal is decided: off to the owner of the open items, or straight to the customer's account.

use super::{ApplyOrder, Desk};
use crate::domain::{CustomerId, Decision, Fact, Hold, Move, Proposal, Receipt, Refusal};

impl Desk {
    /// Decides the proposal. What it takes of open items is held until the owner's facts have arrived; without items
    /// nobody need be asked.
    pub(super) fn send(
        &mut self,
        mut proposal: Proposal,
        mut receipt: Receipt,
        customer: CustomerId,
        decision: Decision,
    ) -> Result<(Proposal, Receipt), Refusal> {
        proposal.step(Move::Apply)?;
        proposal.decision = Some(decision);
        proposal.customer = Some(customer);
        if proposal.items.is_empty() {
            proposal.step(Move::Finish(decision))?;
            receipt.place_on_account(proposal.on_account)?;
            self.identify(&mut receipt, customer);
            let amount = proposal.money(proposal.on_account);
            self.facts.push(Fact::PlacedOnAccount { receipt: receipt.id, customer: Some(customer), amount });
            return Ok((proposal, receipt));
        }
        for item in &mut proposal.items {
            self.book.reserve(item.item, Hold::Suggested, item.reserved.saturating_neg());
            item.reserved = item.takes();
            self.book.reserve(item.item, Hold::Held, item.reserved);
        }
        self.orders.push(ApplyOrder {
            proposal: proposal.id,
            receipt: receipt.id,
            customer,
            amount: receipt.amount,
            value_date: receipt.value_date,
            applications: proposal.items.iter().map(|item| (item.item, item.amount, item.write_off)).collect(),
        });
        Ok((proposal, receipt))
    }

    /// Lets go of what a proposal that waits for a person has spoken for.
    pub(super) fn let_go(&mut self, proposal: &mut Proposal) {
        for item in &mut proposal.items {
            self.book.reserve(item.item, Hold::Suggested, item.reserved.saturating_neg());
            item.reserved = 0;
        }
    }
}
