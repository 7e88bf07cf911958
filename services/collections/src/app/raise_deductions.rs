//! A customer has paid less and is not given the difference: that is a dispute, whether somebody has called or not.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Applied, Call, Date, Instant, Money};
use o2c_messaging::Verdict;
use o2c_store::Tx;

use crate::{
    domain::{
        CollectionsFact, Deduction, DeductionId, Dispute, DisputeId, DisputeReason, NewDispute, OpenItemId, ReceiptId,
        What, dispute_of,
    },
    error::CollectionsError,
    events,
    service::Collections,
    storage::{
        deductions, disputes,
        open_items::{self, Items},
    },
};

/// A deduction, as payments tells it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RaisedDeduction {
    pub id: DeductionId,
    pub receipt: ReceiptId,
    pub item: OpenItemId,
    pub amount: Money,
    pub reason: DisputeReason,
    pub on: Date,
    pub at: Instant,
}

/// Opens a dispute for each deduction, in the caller's transaction. An item has one live dispute: a further deduction
/// from it joins that one, and raises it where it was over less than all of them, as far as so much is open. One that is
/// decided already takes nothing more in, so the deduction waits for its end. Of an item that is paid by then it is over at
/// once.
pub async fn raise_deductions(
    collections: &Collections,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<RaisedDeduction, String>>,
) -> Result<Vec<Verdict>, CollectionsError> {
    let tenant = call.tenant();
    let raised = || facts.iter().flatten();
    let mut desk = Desk {
        items: open_items::lock(tx, tenant, raised().map(|raised| raised.item).collect::<Vec<_>>()).await?,
        known: deductions::known(tx, tenant, raised().map(|raised| raised.id).collect::<Vec<_>>()).await?,
        ..Desk::default()
    };
    let live: Vec<DisputeId> = desk.items.values().filter_map(|item| item.objection).map(|live| live.dispute).collect();
    desk.live = disputes::lock(tx, tenant, live).await?;
    let by = call.principal().as_str();
    let verdicts =
        facts.into_iter().map(|fact| fact.map_or_else(Verdict::Failed, |fact| desk.raise(fact, by))).collect();

    let Desk { items, live, mut opened, joined, raised, facts, .. } = desk;
    let changed: Vec<&Dispute> = joined.iter().filter_map(|id| live.get(id)).collect();
    disputes::insert(tx, tenant, &mut opened).await?;
    deductions::insert(tx, tenant, &raised).await?;
    disputes::update(tx, tenant, changed.iter().copied()).await?;
    let touched: BTreeSet<OpenItemId> = changed.into_iter().chain(&opened).map(|dispute| dispute.item).collect();
    open_items::update(tx, tenant, touched.iter().filter_map(|id| items.get(id))).await?;
    events::publish(tx, &collections.outbox, call, facts).await?;
    Ok(verdicts)
}

#[derive(Default)]
struct Desk {
    items: Items,
    known: BTreeSet<DeductionId>,
    /// Disputes that were live before.
    live: BTreeMap<DisputeId, Dispute>,
    /// Those of them that a deduction has joined.
    joined: BTreeSet<DisputeId>,
    opened: Vec<Dispute>,
    raised: Vec<Deduction>,
    facts: Vec<CollectionsFact>,
}

impl Desk {
    fn raise(&mut self, fact: RaisedDeduction, by: &str) -> Verdict {
        if self.known.contains(&fact.id) {
            return Verdict::Done;
        }
        let Some(item) = self.items.get_mut(&fact.item) else {
            // payments has heard of the item before we have
            return Verdict::Wait(fact.item.uuid());
        };
        let live = item.objection.and_then(|live| {
            let opened = self.opened.iter_mut().find(|dispute| dispute.id == live.dispute);
            self.live.get_mut(&live.dispute).or(opened)
        });
        let dispute = match live {
            Some(live) if live.is_resolved() => return Verdict::Wait(fact.item.uuid()),
            Some(live) => match live.join(item, fact.amount) {
                Ok(Applied::Now(())) => {
                    let what = What::DisputeRaised(live.clone(), fact.id);
                    self.facts.push(CollectionsFact { at: fact.at, what });
                    live.id
                }
                Ok(Applied::Already) => live.id,
                Err(refusal) => return Verdict::Failed(refusal.to_string()),
            },
            None => {
                let id = dispute_of(fact.id);
                if let Err(refusal) = item.deduct(id, fact.amount) {
                    return Verdict::Failed(refusal.to_string());
                }
                let new = NewDispute {
                    id,
                    disputed: fact.amount,
                    reason: fact.reason,
                    description: String::new(),
                    deduction: Some(fact.id),
                    on: fact.on,
                    by: by.to_owned(),
                };
                let mut dispute = Dispute::open(item, new);
                let opened = What::DisputeOpened(dispute.clone());
                let ended = match dispute.end_if_paid(item, by, fact.on) {
                    Ok(ended) => ended.now().map(|()| What::DisputeResolved(dispute.clone())),
                    Err(refusal) => return Verdict::Failed(refusal.to_string()),
                };
                let whats = std::iter::once(opened).chain(ended);
                self.facts.extend(whats.map(|what| CollectionsFact { at: fact.at, what }));
                self.opened.push(dispute);
                id
            }
        };
        self.known.insert(fact.id);
        if self.live.contains_key(&dispute) {
            self.joined.insert(dispute);
        }
        self.raised.push(Deduction {
            id: fact.id,
            receipt: fact.receipt,
            item: fact.item,
            dispute,
            amount: fact.amount,
            reason: fact.reason,
            raised_on: fact.on,
        });
        Verdict::Done
    }
}
