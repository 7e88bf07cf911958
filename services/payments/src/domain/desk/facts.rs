//! What the owner of the open items tells.

use super::Desk;
use crate::domain::{
    ApplicationId, ExceptionId, ExceptionReason, Hold, OpenItem, OpenItemId, PaymentException, Proposal, ProposalId,
    ProposalItem, Receipt, ReceiptId, Refusal,
};

/// The owner has taken an application back that we have not heard of yet: the fact has overtaken the answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EarlyReversal {
    pub application: ApplicationId,
    pub receipt: ReceiptId,
    pub amount: i64,
}

impl Desk {
    /// A document is in the books.
    pub fn post(&mut self, item: OpenItem) {
        if self.book.get(item.id).is_none() {
            self.posted.push(item);
        }
    }

    /// So much is open now.
    pub fn set_open(&mut self, item: OpenItemId, open: i64) -> Result<(), Refusal> {
        self.book.get(item).ok_or(Refusal::OpenItemNotFound(item))?;
        self.book.set_open(item, open);
        Ok(())
    }

    /// Cash has paid it: what the proposal held of it is no longer to be held.
    pub fn paid(&mut self, item: OpenItemId, open: i64, by: ProposalId) -> Result<(), Refusal> {
        self.set_open(item, open)?;
        let Some(mut proposal) = self.proposals.get(&by).cloned() else { return Ok(()) };
        if let Some(held) = proposal.items.iter_mut().find(|held| held.item == item && held.reserved > 0) {
            self.book.reserve(item, Hold::Held, held.reserved.saturating_neg());
            held.reserved = 0;
            self.proposals.put(&by, proposal);
        }
        Ok(())
    }

    /// The owner has taken a cash application back: the money is to be placed anew, by a person.
    pub fn reverse(
        &mut self,
        item: OpenItemId,
        open: i64,
        receipt: ReceiptId,
        application: ApplicationId,
        amount: i64,
    ) -> Result<(), Refusal> {
        self.book.get(item).ok_or(Refusal::OpenItemNotFound(item))?;
        let applied = |held: &ProposalItem| held.application == Some(application);
        let found = self.proposals.values().find(|proposal| proposal.items.iter().any(applied)).cloned();
        match found {
            Some(mut proposal) => {
                let mut receipt = self.receipt(proposal.receipt)?.clone();
                self.take_back(&mut proposal, &mut receipt, application, amount)?;
                self.receipts.put(&receipt.id.clone(), receipt);
                self.proposals.put(&proposal.id.clone(), proposal);
            }
            // the answer to the application is still on its way: it is taken back when it is stored
            None => {
                let early = EarlyReversal { application, receipt, amount };
                self.early.insert(application, early);
                self.heard_early.push(early);
            }
        }
        self.book.set_open(item, open);
        Ok(())
    }

    /// What was applied of a receipt is not any more: a person is to place it anew.
    pub(super) fn take_back(
        &mut self,
        proposal: &mut Proposal,
        receipt: &mut Receipt,
        application: ApplicationId,
        amount: i64,
    ) -> Result<(), Refusal> {
        receipt.reverse(amount)?;
        for held in proposal.items.iter_mut().filter(|held| held.application == Some(application)) {
            held.applied = held.applied.saturating_sub(amount);
        }
        let exception = PaymentException {
            id: ExceptionId::derive(application.uuid(), "reversed"),
            number: 0,
            receipt: receipt.id,
            reason: ExceptionReason::Reversed,
            amount,
            currency: receipt.currency(),
            customer: receipt.customer,
            payer_name: receipt.payer_name.clone(),
            reference: receipt.reference.clone(),
            resolved_by: String::new(),
            open: true,
            revision: 1,
        };
        self.exceptions.add(exception.id, exception);
        Ok(())
    }
}
