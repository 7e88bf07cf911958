//! What is open of an item, or flagged, has changed at receivables.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, Date, Instant, Money};
use o2c_messaging::Verdict;
use o2c_store::Tx;

use crate::{
    domain::{CollectionsFact, Dispute, DisputeId, OpenItem, OpenItemId, Refusal, What},
    error::CollectionsError,
    events,
    service::Collections,
    storage::{disputes, open_items},
};

/// A change of an item, as a fact tells it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemChange {
    pub item: OpenItemId,
    pub at: Instant,
    pub on: Date,
    pub what: Change,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// So much is open after cash, a credit note, a write-off or a reversal.
    Open(Money),
    /// So much is flagged for the dispute; settled = it is over, and the flag is gone for good.
    Flagged { dispute: DisputeId, amount: Money, settled: bool },
}

/// Takes each change over, in the order given and in the caller's transaction. A dispute that is settled is closed: its one
/// financial effect has taken place. One over an item of which nothing is open any more ends, unless it is decided.
pub async fn change_items(
    collections: &Collections,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<ItemChange, String>>,
) -> Result<Vec<Verdict>, CollectionsError> {
    let tenant = call.tenant();
    let ids: Vec<OpenItemId> = facts.iter().flatten().map(|change| change.item).collect();
    let mut items = open_items::lock(tx, tenant, ids).await?;
    let concerned = facts.iter().flatten().filter_map(|change| match change.what {
        Change::Flagged { dispute, .. } => Some(dispute),
        Change::Open(open) if open.is_zero() => items.get(&change.item)?.objection.map(|live| live.dispute),
        Change::Open(_) => None,
    });
    let concerned: Vec<DisputeId> = concerned.collect();
    let mut known = disputes::lock(tx, tenant, concerned).await?;
    let by = call.principal().as_str();
    let mut touched = BTreeSet::new();
    let mut ended: Vec<CollectionsFact> = Vec::new();
    let mut verdicts = Vec::with_capacity(facts.len());
    for fact in facts {
        let applied = fact.and_then(|change| {
            let item =
                items.get_mut(&change.item).ok_or("the open item is not known: its posting did not come first")?;
            let what = apply(item, &mut known, &change, by).map_err(|refusal| refusal.to_string())?;
            touched.insert(change.item);
            ended.extend(what.map(|what| CollectionsFact { at: change.at, what }));
            Ok(())
        });
        verdicts.push(applied.map_or_else(Verdict::Failed, |()| Verdict::Done));
    }
    open_items::update(tx, tenant, touched.iter().filter_map(|id| items.get(id))).await?;
    let changed: BTreeSet<DisputeId> = ended.iter().filter_map(|fact| fact.what.dispute()).collect();
    disputes::update(tx, tenant, changed.iter().filter_map(|id| known.get(id))).await?;
    events::publish(tx, &collections.outbox, call, ended).await?;
    Ok(verdicts)
}

/// What this does to a dispute, if it does.
fn apply(
    item: &mut OpenItem,
    disputes: &mut BTreeMap<DisputeId, Dispute>,
    change: &ItemChange,
    by: &str,
) -> Result<Option<What>, Refusal> {
    let (named, flagged, settled) = match change.what {
        Change::Open(open) => {
            item.now_open(open)?;
            let Some(live) = item.objection.and_then(|live| disputes.get_mut(&live.dispute)) else { return Ok(None) };
            let ended = live.end_if_paid(item, by, change.on)?;
            return Ok(ended.now().map(|()| What::DisputeResolved(live.clone())));
        }
        Change::Flagged { dispute, amount, settled } => (dispute, amount, settled),
    };
    item.now_flagged(flagged)?;
    // A flag of 0 alone says that nothing is open just now: the credit note of a resolved dispute may still be to come.
    let Some(dispute) = disputes.get_mut(&named).filter(|dispute| settled && dispute.is_resolved()) else {
        return Ok(None);
    };
    dispute.close(change.on, item)?;
    item.clear();
    Ok(Some(What::DisputeClosed(dispute.clone())))
}
