//! A person decides what the rules suggest.

use super::{AskedItem, Desk};
use crate::domain::{
    Decision, ExceptionId, ExceptionReason, Move, PaymentException, Proposal, ProposalId, ProposalState, Refusal,
};

/// What a person makes of a proposal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    Accept,
    /// These instead; what they leave over goes on account.
    Edit(Vec<AskedItem>),
    /// The receipt goes to the exceptions.
    Reject,
}

impl Desk {
    /// Carries out the choice; a refused one has changed nothing.
    pub fn decide(&mut self, id: ProposalId, choice: &Choice, by: &str) -> Result<Proposal, Refusal> {
        let mut proposal = self.proposal(id)?.clone();
        if proposal.state != ProposalState::Proposed {
            return Err(Refusal::ProposalDecided { proposal: id, state: proposal.state });
        }
        let claims = proposal.claims()?;
        let receipt = self.receipt(proposal.receipt)?.clone();
        by.clone_into(&mut proposal.decided_by);
        let decision = match choice {
            Choice::Reject => {
                proposal.step(Move::Reject)?;
                self.let_go(&mut proposal);
                let exception = PaymentException {
                    id: ExceptionId::derive(id.uuid(), "exception"),
                    number: 0,
                    receipt: receipt.id,
                    reason: ExceptionReason::Rejected,
                    amount: claims,
                    currency: proposal.currency,
                    customer: proposal.customer,
                    payer_name: receipt.payer_name,
                    reference: receipt.reference,
                    resolved_by: String::new(),
                    open: true,
                    revision: 1,
                };
                self.exceptions.add(exception.id, exception);
                self.proposals.put(&id, proposal.clone());
                return Ok(proposal);
            }
            Choice::Accept => {
                self.same_payer(&receipt, proposal.customer.ok_or(Refusal::CustomerUnknown)?)?;
                Decision::Accept
            }
            Choice::Edit(asked) => {
                let asked = self.check(asked, proposal.currency, claims)?;
                let customer = asked.customer.or(proposal.customer).ok_or(Refusal::CustomerUnknown)?;
                self.same_payer(&receipt, customer)?;
                self.let_go(&mut proposal);
                proposal.customer = Some(customer);
                proposal.items = asked.items;
                self.replaced.insert(id);
                proposal.on_account = claims.saturating_sub(asked.cash);
                Decision::Edit
            }
        };
        let customer = proposal.customer.ok_or(Refusal::CustomerUnknown)?;
        let (proposal, receipt) = self.send(proposal, receipt, customer, decision)?;
        self.receipts.put(&receipt.id.clone(), receipt);
        self.proposals.put(&id, proposal.clone());
        Ok(proposal)
    }
}
