//! PAY-2: a receipt is what was applied of it, what rests on account and what is not decided yet, to the cent; what is
//! applied and what rests is what its proposals say; and all of that is its payer's.

use std::collections::HashMap;

use o2c_audit::{Checking, Law, LawReport};
use o2c_store::Store;
use uuid::Uuid;

use super::pages::{PAGE, snapshot};
use crate::{
    domain::{CustomerId, Proposal, ProposalState, Receipt, Source},
    storage::{proposals, receipts},
};

pub const LAW: Law = Law { id: "PAY-2", title: "receipt = applied + on account + unapplied, all of one payer", check };

/// What the proposals of a receipt have placed, for a customer.
#[derive(Clone, Copy, Default)]
struct Placed {
    applied: i128,
    on_account: i128,
}

type OfReceipt = HashMap<Option<CustomerId>, Placed>;

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let mut after = None;
        loop {
            let tx = snapshot(store).await?;
            let rows = receipts::page_of_all(&tx, after.as_ref(), PAGE).await?;
            let mut placed: HashMap<Uuid, OfReceipt> = HashMap::new();
            for rows in rows.chunk_by(|one, next| one.0 == next.0) {
                let Some((tenant, ..)) = rows.first() else { continue };
                let ids = rows.iter().map(|(_, receipt, _)| receipt.id.uuid()).collect();
                for proposal in proposals::of_receipts(&tx, tenant, ids).await? {
                    let of_receipt = placed.entry(proposal.receipt.uuid()).or_default();
                    let sums = of_receipt.entry(proposal.customer).or_default();
                    sums.applied += proposal.items.iter().map(|item| i128::from(item.applied)).sum::<i128>();
                    sums.on_account += on_account(&proposal);
                }
            }
            tx.rollback().await;
            let Some((tenant, last, _)) = rows.last() else { return Ok(report) };
            after = Some((tenant.clone(), last.id.uuid()));
            for (_, receipt, state) in &rows {
                let placed = placed.remove(&receipt.id.uuid()).unwrap_or_default();
                let broken = adds_up(receipt, state, &placed).or_else(|| anothers(receipt, &placed));
                report.row();
                if let Some(broken) = broken {
                    report.fail(receipt.label(), broken);
                }
            }
        }
    })
}

/// What a proposal has put on account; negative where it has taken from there.
fn on_account(proposal: &Proposal) -> i128 {
    let finished = match proposal.state {
        ProposalState::Proposed | ProposalState::Rejected => return 0,
        ProposalState::Applying => false,
        ProposalState::AutoApplied | ProposalState::Accepted | ProposalState::Edited => true,
    };
    let amounts = |given_back: bool| {
        let refused = |item: &&crate::domain::ProposalItem| !given_back || item.application.is_none();
        proposal.items.iter().filter(refused).map(|item| i128::from(item.amount)).sum::<i128>()
    };
    let placed = if finished { i128::from(proposal.on_account) } else { 0 };
    match proposal.source {
        Source::Unapplied => placed,
        Source::OnAccount if finished => placed - amounts(false) + amounts(true),
        Source::OnAccount => placed - amounts(false),
    }
}

fn adds_up(receipt: &Receipt, state: &str, placed: &OfReceipt) -> Option<String> {
    let parts = [receipt.applied, receipt.on_account, receipt.unapplied];
    let sum: i128 = parts.iter().copied().map(i128::from).sum();
    let (taken, rests) = placed
        .values()
        .fold((0, 0), |(applied, on_account), placed| (applied + placed.applied, on_account + placed.on_account));
    let holds = sum == i128::from(receipt.amount.minor())
        && parts.iter().all(|part| *part >= 0)
        && taken == i128::from(receipt.applied)
        && rests == i128::from(receipt.on_account)
        && state == receipt.state().as_str();
    (!holds).then(|| {
        format!(
            "{} is not applied {} (of which taken {taken}) + on account {} (of which placed {rests}) + unapplied {} in \
             state {state}",
            receipt.amount, receipt.applied, receipt.on_account, receipt.unapplied
        )
    })
}

/// Money that was placed for another customer than the one whose receipt it is.
fn anothers(receipt: &Receipt, placed: &OfReceipt) -> Option<String> {
    let mut theirs = placed.iter().filter(|(customer, _)| **customer != receipt.customer);
    let (customer, placed) = theirs.find(|(_, placed)| placed.applied != 0 || placed.on_account != 0)?;
    let name = |customer: Option<CustomerId>| customer.map_or("nobody".to_owned(), |customer| customer.to_string());
    Some(format!(
        "of the receipt of {}, {} are applied and {} on account for {}",
        name(receipt.customer),
        placed.applied,
        placed.on_account,
        name(*customer)
    ))
}
