//! A person finds out what an exception is.

use super::{AskedItem, Desk};
use crate::domain::{
    CustomerId, Decision, ExceptionId, Explanation, PaymentException, Proposal, ProposalId, ProposalState, Refusal,
    Source, matching::Band,
};

/// Of what a person proposed: no rule was involved.
const BY_HAND: &str = "by hand";

impl Desk {
    /// Names what the money pays, or puts it on a customer's account; a refused resolution has changed nothing.
    pub fn resolve(
        &mut self,
        id: ExceptionId,
        customer: Option<CustomerId>,
        asked: &[AskedItem],
        by: &str,
    ) -> Result<PaymentException, Refusal> {
        let mut exception = self.exception(id)?.clone();
        if !exception.open {
            return Err(Refusal::ExceptionResolved(id));
        }
        let receipt = self.receipt(exception.receipt)?.clone();
        let asked = self.check(asked, exception.currency, exception.amount)?;
        if let (Some(named), Some(owner)) = (customer, asked.customer)
            && named != owner
        {
            return Err(Refusal::CustomerUnknown);
        }
        let customer = exception.resolve(asked.customer.or(customer), by)?;
        self.same_payer(&receipt, customer)?;
        let on_account = exception.amount.saturating_sub(asked.cash);
        let proposal = Proposal {
            id: ProposalId::derive(id.uuid(), "resolution"),
            items: asked.items,
            on_account,
            ..by_hand(receipt.id, exception.currency, customer, by)
        };
        let (proposal, receipt) = self.send(proposal, receipt, customer, Decision::Edit)?;
        self.receipts.put(&receipt.id.clone(), receipt);
        self.proposals.add(proposal.id, proposal);
        self.exceptions.put(&id, exception.clone());
        Ok(exception)
    }
}

/// A proposal that a person makes; items, amounts and id are to be filled in.
pub(super) fn by_hand(
    receipt: crate::domain::ReceiptId,
    currency: o2c_kernel::Currency,
    customer: CustomerId,
    by: &str,
) -> Proposal {
    Proposal {
        id: ProposalId::from_uuid(receipt.uuid()),
        number: 0,
        receipt,
        customer: Some(customer),
        currency,
        source: Source::Unapplied,
        items: Vec::new(),
        on_account: 0,
        score: 0,
        band: Band::Exception,
        state: ProposalState::Proposed,
        decision: None,
        rule_version: BY_HAND.to_owned(),
        decided_by: by.to_owned(),
        explanation: Explanation::default(),
        revision: 1,
    }
}
