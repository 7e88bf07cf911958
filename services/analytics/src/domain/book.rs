//! The rows that a set of facts concerns, and what the facts make of them. Pure: the consumer and the audit fold alike.

use std::collections::{HashMap, HashSet};

use super::{
    Cause, DaySums, Fact, Issued, Moment, Moved, Movement, Observed, OpenItemId, OrderFacts, OrderId, Posted,
    ProposalFacts, ProposalId, ReceiptFacts, ReceiptId, Receivable, Refusal, SalesDocument, Shelf, Turn,
};

/// Which rows facts need: loaded before they are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    pub orders: HashSet<OrderId>,
    pub items: HashSet<OpenItemId>,
    pub receipts: HashSet<ReceiptId>,
    pub proposals: HashSet<ProposalId>,
    /// Proposals of which the applications are needed, and the items of those.
    pub edges: HashSet<ProposalId>,
}

impl Needs {
    pub fn add(&mut self, fact: &Fact) {
        match fact {
            Fact::OrderSubmitted { order, .. }
            | Fact::OrderConfirmed { order, .. }
            | Fact::OrderCompleted { order }
            | Fact::ShipmentShipped { order, .. } => {
                self.orders.insert(*order);
            }
            Fact::DocumentIssued(_) => {}
            Fact::ItemPosted(Posted { item, order, .. }) => {
                self.items.insert(*item);
                self.orders.extend(*order);
            }
            Fact::ItemMoved(Moved { item, order, cause, .. }) => {
                self.items.insert(*item);
                self.orders.extend(*order);
                if let Cause::Payment { proposal, .. } = cause {
                    self.proposals.extend(*proposal);
                }
            }
            Fact::ReceiptReceived { receipt, .. } => {
                self.receipts.insert(*receipt);
            }
            Fact::CashApplied { receipt, proposal, .. } => {
                self.receipts.insert(*receipt);
                self.proposals.insert(*proposal);
                self.edges.insert(*proposal);
            }
        }
    }
}

/// The rows at hand.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub orders: Shelf<OrderId, OrderFacts>,
    pub items: Shelf<OpenItemId, Receivable>,
    pub receipts: Shelf<ReceiptId, ReceiptFacts>,
    pub proposals: Shelf<ProposalId, ProposalFacts>,
    /// The item of each application of a proposal.
    pub edges: HashMap<ProposalId, Vec<OpenItemId>>,
    /// New ones.
    pub documents: Vec<SalesDocument>,
    pub movements: Vec<Movement>,
}

impl Book {
    /// Takes one fact. Refused, it has changed nothing.
    pub fn take(&mut self, observed: &Observed) -> Result<(), Refusal> {
        let Observed { at, on, sequence, fact } = observed;
        match fact {
            Fact::OrderSubmitted { order, number, currency } => self.order(*order).submitted(*at, number, *currency),
            Fact::OrderConfirmed { order, submitted_at } => {
                let order = self.order(*order);
                if let Some(submitted_at) = submitted_at {
                    order.confirmed(*submitted_at);
                }
            }
            Fact::OrderCompleted { order } => self.order(*order).completed(),
            Fact::ShipmentShipped { order, shipped_on } => {
                self.order(*order).shipped(Moment { at: *at, on: *shipped_on });
            }
            Fact::DocumentIssued(issued) => self.issued(issued),
            Fact::ItemPosted(posted) => self.posted(*sequence, posted)?,
            Fact::ItemMoved(moved) => {
                self.moved(*sequence, moved, Moment { at: *at, on: moved.effective_on })?;
            }
            Fact::ReceiptReceived { receipt, number, amount } => self.receipts.put(
                *receipt,
                ReceiptFacts {
                    receipt: *receipt,
                    number: number.clone(),
                    currency: amount.currency(),
                    amount: amount.minor(),
                    received_at: *at,
                    first_applied: None,
                },
            ),
            Fact::CashApplied { receipt, proposal, applied, straight_through } => {
                let row = self.receipts.get_mut(receipt).ok_or(Refusal::NotReceived { receipt: *receipt })?;
                if applied.is_positive() {
                    row.applied(Moment { at: *at, on: *on });
                }
                self.decided(*proposal, *straight_through);
            }
        }
        Ok(())
    }

    /// By how much the day sums change.
    pub fn sums(&self) -> DaySums {
        let mut sums = DaySums::default();
        self.documents.iter().for_each(|document| sums.add(document.contribution()));
        self.movements.iter().for_each(|movement| sums.add(movement.contribution()));
        for (before, now) in self.orders.changed() {
            before.iter().flat_map(|row| row.contributions()).for_each(|one| sums.take_back(one));
            now.contributions().for_each(|one| sums.add(one));
        }
        for (before, now) in self.items.changed() {
            before.iter().flat_map(|row| row.contributions()).for_each(|one| sums.take_back(one));
            now.contributions().for_each(|one| sums.add(one));
        }
        for (before, now) in self.receipts.changed() {
            before.iter().filter_map(|row| row.contribution()).for_each(|one| sums.take_back(one));
            now.contribution().into_iter().for_each(|one| sums.add(one));
        }
        sums
    }

    fn order(&mut self, order: OrderId) -> &mut OrderFacts {
        self.orders.get_or(order, || OrderFacts::new(order))
    }

    fn issued(&mut self, issued: &Issued) {
        self.documents.push(issued.into());
    }

    fn posted(&mut self, sequence: i64, posted: &Posted) -> Result<(), Refusal> {
        if self.items.get(&posted.item).is_some() {
            return Err(Refusal::PostedTwice { item: posted.item });
        }
        let item = Receivable::posted(posted)?;
        let (movement, turn) = item.opening(sequence);
        self.turned(&item, turn, Moment { at: o2c_kernel::Instant::default(), on: posted.document_date });
        self.items.put(posted.item, item);
        self.movements.push(movement);
        Ok(())
    }

    fn moved(&mut self, sequence: i64, moved: &Moved, moment: Moment) -> Result<(), Refusal> {
        let mut item = self.items.get(&moved.item).cloned().ok_or(Refusal::NotPosted { item: moved.item })?;
        let (mut movement, turn) = item.moved(sequence, moved.effective_on, moved.open_after)?;
        match moved.cause {
            Cause::Payment { proposal, receipt } => {
                item.cash_applied(moved.effective_on);
                movement.receipt = Some(receipt);
                movement.proposal = proposal;
                if let Some(proposal) = proposal {
                    self.edges.entry(proposal).or_default().push(moved.item);
                    if self.proposals.get(&proposal).is_some_and(|decided| decided.straight_through) {
                        item.applied_straight_through();
                    }
                }
            }
            Cause::Reversal => item.taken_back(),
            Cause::CreditNote | Cause::WriteOff => {}
        }
        self.turned(&item, turn, moment);
        self.items.put(moved.item, item);
        self.movements.push(movement);
        Ok(())
    }

    /// Tells the order whether anything of one of its items is open.
    fn turned(&mut self, item: &Receivable, turn: Turn, moment: Moment) {
        let Some(order) = item.order.filter(|_| item.counts_for_order()) else { return };
        match turn {
            Turn::Opened => self.order(order).item_opened(),
            Turn::Closed => self.order(order).item_closed(moment),
            Turn::None => {}
        }
    }

    /// A proposal is decided once; its applications may be known already or come later.
    fn decided(&mut self, proposal: ProposalId, straight_through: bool) {
        if self.proposals.get(&proposal).is_some() {
            return;
        }
        self.proposals.put(proposal, ProposalFacts { proposal, straight_through });
        if !straight_through {
            return;
        }
        for item in self.edges.get(&proposal).into_iter().flatten() {
            if let Some(item) = self.items.get_mut(item) {
                item.applied_straight_through();
            }
        }
    }
}
