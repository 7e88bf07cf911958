//! Decides what payments proposes.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Set};
use o2c_store::{Claimed, Tx};

use super::Answers;
use crate::{
    Receivables,
    domain::{
        ApplicationId, ApplyCash, CashDecision, Loaded, OpenItemId, ProposalId, Receipt, ReceiptFacts, ReceiptId,
        cash_edge_of,
    },
    error::ReceivablesError,
    storage,
};

type Items = Claimed<ApplyCash, CashDecision, ReceivablesError>;

/// Applies each receipt of the set to the items that its proposal names, edge by edge. A proposal is decided once,
/// whoever asks and under whatever request id.
pub async fn apply_cash(
    receivables: &Receivables,
    call: &Call,
    set: Set<ApplyCash, CashDecision>,
) -> Answers<CashDecision> {
    receivables
        .store
        .write_set(call, set, async |tx, items: &mut Items| {
            let loaded = load(tx, call, items).await?;
            let claims: Vec<ReceiptId> =
                loaded.receipts.iter().filter(|receipt| receipt.version == 0).map(|receipt| receipt.id).collect();
            let mut desk = receivables.desk(call, loaded);
            for item in items.items_mut() {
                let decision = desk.apply_cash(item.command());
                item.decide(decision.map_err(ReceivablesError::from));
            }
            receivables.finish(tx, call, desk, claims).await
        })
        .await
}

/// Receipts before items, everywhere: two sets that share both never wait for each other crosswise.
async fn load(tx: &Tx, call: &Call, items: &Items) -> Result<Loaded, ReceivablesError> {
    let tenant = call.tenant();
    let facts: Vec<&ReceiptFacts> = items.pending().map(|command| &command.receipt).collect();
    let receipt_ids: Vec<ReceiptId> = facts.iter().map(|facts| facts.id).collect();
    let proposals: Vec<ProposalId> = items.pending().map(|command| command.proposal).collect();
    let item_ids: Vec<OpenItemId> =
        items.pending().flat_map(|command| command.edges.iter().map(|edge| edge.item)).collect();

    let books = storage::hold_books(tx, tenant).await?;
    storage::ensure_receipts(tx, tenant, books, facts).await?;
    let receipts: Vec<Receipt> = storage::lock_receipts(tx, tenant, receipt_ids).await?;
    let decisions = storage::load_cash_decisions(tx, tenant, proposals).await?;
    let there = edges_before_a_restore(items, &receipts, &decisions);
    let applications = storage::applications_with_ids(tx, tenant, there).await?;
    let locked = storage::lock_items(tx, tenant, item_ids).await?;
    let tolerated = storage::tolerated(tx, tenant, written_off_along(items)).await?;
    Ok(Loaded { books, items: locked, tolerated, receipts, decisions, applications, ..Loaded::default() })
}

/// The items of which a difference is to be written off.
fn written_off_along(items: &Items) -> BTreeSet<OpenItemId> {
    let edges = items.pending().flat_map(|command| &command.edges);
    edges.filter(|edge| edge.write_off.is_positive()).map(|edge| edge.item).collect()
}

/// The edges of proposals that have no decision though their receipts are in use: a restore may have brought the edges
/// back and not the decision. In usual business these are few, and none of them is there.
fn edges_before_a_restore(items: &Items, receipts: &[Receipt], decisions: &[CashDecision]) -> Vec<ApplicationId> {
    let used: BTreeSet<ReceiptId> =
        receipts.iter().filter(|receipt| receipt.applied.is_positive()).map(|receipt| receipt.id).collect();
    let decided: BTreeSet<ProposalId> = decisions.iter().map(|decision| decision.proposal).collect();
    let open = |command: &&ApplyCash| used.contains(&command.receipt.id) && !decided.contains(&command.proposal);
    let edges = |command: &ApplyCash| {
        let proposal = command.proposal;
        (0..command.edges.len()).map(move |position| cash_edge_of(proposal, position))
    };
    items.pending().filter(open).flat_map(edges).collect()
}
