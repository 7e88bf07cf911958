//! People decide what the rules suggest.

use o2c_kernel::{Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{Choice, Desk, OpenItemId, Proposal, ProposalId, ReceiptId},
    error::PaymentsError,
    service::Payments,
    storage::{book, desk_lock, proposals, receipts},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecideProposal {
    pub proposal: ProposalId,
    pub choice: Choice,
}

/// Decides each proposal of the set. What is accepted goes to the owner of the open items, which has the last word.
pub async fn decide_proposals(
    payments: &Payments,
    call: &Call,
    set: Set<DecideProposal, Proposal>,
) -> Result<PerItem<Proposal, PaymentsError>, PaymentsError> {
    payments
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<DecideProposal, Proposal, PaymentsError>| {
            let tenant = call.tenant();
            desk_lock::lock(tx, tenant).await?;
            let ids: Vec<ProposalId> = claimed.pending().map(|item| item.proposal).collect();
            let loaded = proposals::find_explained(tx, tenant, ids).await?;
            let mut items: Vec<OpenItemId> =
                loaded.iter().flat_map(|proposal| proposal.items.iter().map(|item| item.item)).collect();
            for decision in claimed.pending() {
                if let Choice::Edit(asked) = &decision.choice {
                    items.extend(asked.iter().map(|one| one.item));
                }
            }
            let ids: Vec<ReceiptId> = loaded.iter().map(|proposal| proposal.receipt).collect();
            let beside = proposals::of_receipts(tx, tenant, ids.iter().map(|id| id.uuid()).collect()).await?;
            let mut desk = Desk::new(book::of_items(tx, tenant, items).await?)
                .with_receipts(receipts::find(tx, tenant, ids).await?)
                .with_proposals(loaded)
                .with_proposals(beside);
            for item in claimed.items_mut() {
                let DecideProposal { proposal, choice } = item.command();
                let decided = desk.decide(*proposal, choice, call.principal().as_str());
                item.decide(decided.map_err(PaymentsError::from));
            }
            finish(payments, tx, call, desk).await
        })
        .await
}
