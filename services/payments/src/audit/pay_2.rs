//! PAY-2: a receipt is what was applied of it, what rests on account and what is not decided yet, to the cent; and what
//! is applied is what the owner of the open items took, proposal by proposal.

use std::collections::HashMap;

use o2c_audit::{Checking, Law, LawReport};
use o2c_store::Store;
use uuid::Uuid;

use super::pages::{PAGE, snapshot};
use crate::storage::{proposals, receipts};

pub const LAW: Law = Law { id: "PAY-2", title: "receipt = applied + on account + unapplied", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let mut after = None;
        loop {
            let tx = snapshot(store).await?;
            let rows = receipts::page_of_all(&tx, after.as_ref(), PAGE).await?;
            let mut taken: HashMap<Uuid, i128> = HashMap::new();
            for rows in rows.chunk_by(|one, next| one.0 == next.0) {
                let Some((tenant, ..)) = rows.first() else { continue };
                let ids = rows.iter().map(|(_, receipt, _)| receipt.id.uuid()).collect();
                for proposal in proposals::of_receipts(&tx, tenant, ids).await? {
                    let applied: i128 = proposal.items.iter().map(|item| i128::from(item.applied)).sum();
                    *taken.entry(proposal.receipt.uuid()).or_default() += applied;
                }
            }
            tx.rollback().await;
            let Some((tenant, last, _)) = rows.last() else { return Ok(report) };
            after = Some((tenant.clone(), last.id.uuid()));
            for (_, receipt, state) in &rows {
                let parts = [receipt.applied, receipt.on_account, receipt.unapplied];
                let sum: i128 = parts.iter().copied().map(i128::from).sum();
                let taken = taken.get(&receipt.id.uuid()).copied().unwrap_or(0);
                let holds = sum == i128::from(receipt.amount.minor())
                    && parts.iter().all(|part| *part >= 0)
                    && taken == i128::from(receipt.applied)
                    && state == receipt.state().as_str();
                report.expect(holds, receipt.label(), || {
                    format!(
                        "{} is not applied {} (of which taken {taken}) + on account {} + unapplied {} in state {state}",
                        receipt.amount, receipt.applied, receipt.on_account, receipt.unapplied
                    )
                });
            }
        }
    })
}
