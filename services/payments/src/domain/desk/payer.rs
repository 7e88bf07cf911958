//! A receipt is one customer's: what is applied of it, what rests on account and what is on its way.

use super::Desk;
use crate::domain::{CustomerId, ProposalState, Receipt, Refusal};

impl Desk {
    /// Whose money it is, as far as any of it is placed or on its way. The receipts' other proposals must be loaded.
    fn payer(&self, receipt: &Receipt) -> Option<CustomerId> {
        if receipt.is_placed() {
            return receipt.customer;
        }
        let sent = self.proposals.values().filter(|one| one.state == ProposalState::Applying);
        sent.filter(|one| one.receipt == receipt.id).find_map(|one| one.customer)
    }

    /// Refuses to put a part of a receipt on the account of another than the rest of it is on.
    pub(super) fn same_payer(&self, receipt: &Receipt, customer: CustomerId) -> Result<(), Refusal> {
        match self.payer(receipt) {
            Some(payer) if payer != customer => Err(Refusal::PayerIsAnother { receipt: receipt.id, payer }),
            Some(_) | None => Ok(()),
        }
    }
}
