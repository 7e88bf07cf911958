//! COL-2: 0 ≤ disputed ≤ open, and closing a dispute has exactly one financial effect.
//!
//! The effect follows from `DisputeResolved`. So a dispute has stated one fact while it is open, two when it is
//! resolved, three when it is closed, and one for each time that its amount was raised: the head of its facts proves that none was stated twice or not at all. While nothing
//! of the item is open, nobody is left to decide: crediting it would be an effect of its own.

use o2c_audit::{Checking, Law, LawReport};
use o2c_store::Store;

use super::snapshot;
use crate::storage::audit::{self as rows, DisputedItem, StatedDispute};

pub const LAW: Law =
    Law { id: "COL-2", title: "0 ≤ disputed ≤ open; closing a dispute has exactly one financial effect", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let tx = snapshot(store).await?;
        let mut after = rows::start();
        loop {
            let page = rows::disputed_items(&tx, &after).await?;
            let Some(last) = page.last() else { break };
            after = (last.tenant.clone(), last.item, last.item);
            for item in &page {
                judge(&mut report, item.item, item_fault(item));
            }
        }
        let mut after = rows::start();
        loop {
            let page = rows::disputes(&tx, &after).await?;
            let Some(last) = page.last() else { break };
            after = (last.tenant.clone(), last.dispute, last.dispute);
            for dispute in &page {
                judge(&mut report, dispute.dispute, dispute_fault(dispute));
            }
        }
        tx.rollback().await;
        Ok(report)
    })
}

fn judge(report: &mut LawReport, document: uuid::Uuid, fault: Option<String>) {
    report.row();
    if let Some(fault) = fault {
        report.fail(document, fault);
    }
}

fn item_fault(item: &DisputedItem) -> Option<String> {
    let Some((amount, state)) = &item.dispute else {
        return Some(format!("{} are in dispute by no dispute", item.disputed));
    };
    if state == "CLOSED" {
        return Some("its dispute is closed".to_owned());
    }
    if item.open == 0 && state != "RESOLVED" {
        return Some(format!("nothing is open of it, and its dispute is {state}"));
    }
    if item.asked != Some(*amount) {
        return Some(format!("the dispute is over {amount}, the item says {:?}", item.asked));
    }
    let lawful = (0..=item.open).contains(&item.disputed) && item.disputed == item.open.min(*amount);
    (!lawful).then(|| format!("{} of {} open are in dispute, {amount} were asked", item.disputed, item.open))
}

fn dispute_fault(dispute: &StatedDispute) -> Option<String> {
    let StatedDispute { state, resolution, disputed, credited, facts, .. } = dispute;
    let (named, resolved) = match state.as_str() {
        "OPEN" | "IN_REVIEW" => (1, false),
        "RESOLVED" => (2, true),
        "CLOSED" => (3, true),
        other => return Some(format!("the state {other} is none")),
    };
    let is_closed = state == "CLOSED";
    let stated = named + dispute.raises;
    if *facts != stated {
        return Some(format!("{facts} facts were stated, a dispute that is {state} states {stated}"));
    }
    if resolution.is_some() != resolved || dispute.closed != is_closed {
        return Some(format!("it is {state} with resolution {resolution:?}, closed: {}", dispute.closed));
    }
    let owed = match resolution.as_deref() {
        // as much as was open of it
        Some("CREDIT") => (1..=*disputed).contains(credited),
        Some("PARTIAL") => (1..*disputed).contains(credited),
        Some(_) | None => *credited == 0,
    };
    if !owed {
        return Some(format!("{credited} of {disputed} are credited by {resolution:?}"));
    }
    let live = dispute.live_on_item == Some(dispute.dispute);
    (live == is_closed).then(|| format!("it is {state}, and live on its item: {live}"))
}
