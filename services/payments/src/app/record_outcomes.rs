//! The owner of the open items has answered.

use o2c_kernel::Call;
use o2c_store::Tx;

use super::finish::finish;
use crate::{
    domain::{Desk, Outcome, ProposalId, ReceiptId},
    error::PaymentsError,
    service::Payments,
    storage::{book, desk_lock, early_reversals, proposals, receipts},
};

/// Stores what became of each proposal, in the order given and in the caller's transaction.
pub async fn record_outcomes(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    outcomes: Vec<(ProposalId, Outcome)>,
) -> Result<(), PaymentsError> {
    let tenant = call.tenant();
    desk_lock::lock(tx, tenant).await?;
    let loaded = proposals::find(tx, tenant, outcomes.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    let ids: Vec<ReceiptId> = loaded.iter().map(|proposal| proposal.receipt).collect();
    // only what was refused lets go of open items here
    let refused = |outcome: &Outcome| match outcome {
        Outcome::Refused(_) => true,
        Outcome::Decided(items) => items.iter().any(|item| !item.refusal.is_empty()),
    };
    let any = outcomes.iter().any(|(_, outcome)| refused(outcome));
    let items: Vec<_> = loaded.iter().filter(|_| any).flat_map(|one| one.items.iter().map(|item| item.item)).collect();
    let book = book::of_items(tx, tenant, items).await?;
    let answered = |(_, outcome): &(ProposalId, Outcome)| match outcome {
        Outcome::Refused(_) => Vec::new(),
        Outcome::Decided(items) => items.iter().filter_map(|item| item.application).collect(),
    };
    let early = early_reversals::find(tx, tenant, outcomes.iter().flat_map(answered)).await?;
    let mut desk = Desk::new(book)
        .with_receipts(receipts::find(tx, tenant, ids).await?)
        .with_proposals(loaded)
        .with_early_reversals(early);
    for (id, outcome) in &outcomes {
        desk.record(*id, outcome)?;
    }
    finish(payments, tx, call, desk).await
}
