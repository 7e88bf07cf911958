//! What rests on an account pays something after all.

use o2c_kernel::Money;

use super::{AskedItem, Desk, resolve::by_hand};
use crate::domain::{Decision, Fact, Proposal, ProposalId, Receipt, ReceiptId, Refusal, Source};

impl Desk {
    /// Sends what is asked to the owner of the open items; what that one refuses goes back on account.
    pub fn apply_on_account(&mut self, id: ReceiptId, asked: &[AskedItem], by: &str) -> Result<Receipt, Refusal> {
        let mut receipt = self.receipt(id)?.clone();
        let customer = receipt.customer.ok_or(Refusal::CustomerUnknown)?;
        let asked = self.check(asked, receipt.currency(), receipt.on_account)?;
        if asked.customer.is_some_and(|owner| owner != customer) {
            return Err(Refusal::CustomerUnknown);
        }
        receipt.take_from_account(asked.cash)?;
        let amount = Money::new(asked.cash.saturating_neg(), receipt.currency());
        let proposal = Proposal {
            // the receipt's revision rises with every change, so this one is new
            id: ProposalId::derive(id.uuid(), &format!("on account {}", receipt.revision)),
            source: Source::OnAccount,
            items: asked.items,
            ..by_hand(id, receipt.currency(), customer, by)
        };
        let (proposal, receipt) = self.send(proposal, receipt, customer, Decision::Edit)?;
        self.facts.push(Fact::PlacedOnAccount { receipt: id, customer: Some(customer), amount });
        self.receipts.put(&id, receipt.clone());
        self.proposals.add(proposal.id, proposal);
        Ok(receipt)
    }
}
