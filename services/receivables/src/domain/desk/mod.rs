//! Where a set is decided: in memory, in the order given, every rule seeing what the items before it have done.

mod apply_cash;
mod bad_debt;
mod credit_note;
mod dispute;
mod edges;
mod opening;
mod post;
mod redo;
mod reverse;
#[cfg(test)]
mod tests;
mod write_off;

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Actor, Date, Instant};

use super::{
    Application, ApplicationId, Books, CashDecision, DisputeId, JournalEntry, OpenItem, OpenItemId, ProposalId,
    Receipt, ReceiptId, ReceivablesFact, Refusal, Source, Tolerances, Tolerated, WriteOff, WriteOffId, shelf::Shelf,
};

pub use bad_debt::BadDebt;
pub use credit_note::ApplyCreditNote;
pub use redo::AppliedCash;
pub use reverse::ReverseApplication;
pub use write_off::{DecideWriteOff, RequestWriteOff};

/// When, and by whom, the next items of the set are decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    pub now: Instant,
    pub today: Date,
    pub by: Actor,
}

/// What was loaded for a set. What is not here is taken not to exist, so load everything that the set names.
#[derive(Debug, Default)]
pub struct Loaded {
    pub books: Books,
    pub items: Vec<OpenItem>,
    pub receipts: Vec<Receipt>,
    pub write_offs: Vec<WriteOff>,
    /// Of the items of which something is to be written off.
    pub tolerated: Vec<Tolerated>,
    /// Edges that may be taken back.
    pub applications: Vec<Application>,
    /// Those of them that were.
    pub reversed: Vec<ApplicationId>,
    pub decisions: Vec<CashDecision>,
    /// Disputes that are settled already.
    pub settled: Vec<DisputeId>,
}

/// The desk.
#[derive(Debug)]
pub struct Desk {
    moment: Moment,
    tolerances: Tolerances,
    books: Books,
    items: Shelf<OpenItemId, OpenItem>,
    receipts: Shelf<ReceiptId, Receipt>,
    write_offs: Shelf<WriteOffId, WriteOff>,
    tolerated: BTreeMap<OpenItemId, i64>,
    applications: BTreeMap<ApplicationId, Application>,
    reversed: BTreeSet<ApplicationId>,
    decisions: BTreeMap<ProposalId, CashDecision>,
    settled: BTreeSet<DisputeId>,
    changes: Appended,
}

/// What is only ever added.
#[derive(Debug, Default)]
struct Appended {
    applications: Vec<Application>,
    entries: Vec<JournalEntry>,
    decisions: Vec<CashDecision>,
    settled: Vec<DisputeId>,
    facts: Vec<(Instant, ReceivablesFact)>,
}

/// What is to be written: each row once, whatever the set did to it.
#[derive(Debug, Default)]
pub struct Changes {
    pub new_items: Vec<OpenItem>,
    pub items: Vec<OpenItem>,
    pub new_receipts: Vec<Receipt>,
    pub receipts: Vec<Receipt>,
    pub new_write_offs: Vec<WriteOff>,
    pub write_offs: Vec<WriteOff>,
    pub applications: Vec<Application>,
    pub entries: Vec<JournalEntry>,
    pub decisions: Vec<CashDecision>,
    pub settled: Vec<DisputeId>,
    pub facts: Vec<(Instant, ReceivablesFact)>,
}

impl Desk {
    pub fn new(moment: Moment, tolerances: Tolerances, loaded: Loaded) -> Self {
        let mut desk = Self {
            moment,
            tolerances,
            books: loaded.books,
            items: Shelf::default(),
            receipts: Shelf::default(),
            write_offs: Shelf::default(),
            tolerated: loaded.tolerated.into_iter().map(|it| (it.item, it.minor)).collect(),
            applications: loaded.applications.into_iter().map(|edge| (edge.id, edge)).collect(),
            reversed: loaded.reversed.into_iter().collect(),
            decisions: loaded.decisions.into_iter().map(|decision| (decision.proposal, decision)).collect(),
            settled: loaded.settled.into_iter().collect(),
            changes: Appended::default(),
        };
        loaded.items.into_iter().for_each(|item| desk.items.load(item.id, item));
        loaded.receipts.into_iter().for_each(|receipt| desk.receipts.load(receipt.id, receipt));
        loaded.write_offs.into_iter().for_each(|write_off| desk.write_offs.load(write_off.id, write_off));
        desk
    }

    /// What comes next is of another moment: a fact has its own.
    pub fn at(&mut self, now: Instant, today: Date) {
        self.moment.now = now;
        self.moment.today = today;
    }

    pub fn item(&self, id: OpenItemId) -> Option<&OpenItem> {
        self.items.get(&id)
    }

    #[cfg(test)]
    pub fn receipt(&self, id: ReceiptId) -> Option<&Receipt> {
        self.receipts.get(&id)
    }

    #[cfg(test)]
    pub fn write_off(&self, id: WriteOffId) -> Option<&WriteOff> {
        self.write_offs.get(&id)
    }

    /// What has changed since the rows were loaded.
    pub fn into_changes(self) -> Changes {
        let (new_items, items) = self.items.into_changes();
        let (new_receipts, receipts) = self.receipts.into_changes();
        let (new_write_offs, write_offs) = self.write_offs.into_changes();
        let Appended { applications, entries, decisions, settled, facts } = self.changes;
        Changes {
            new_items,
            items,
            new_receipts,
            receipts,
            new_write_offs,
            write_offs,
            applications,
            entries,
            decisions,
            settled,
            facts,
        }
    }

    fn item_or_refuse(&self, id: OpenItemId) -> Result<&OpenItem, Refusal> {
        self.items.get(&id).ok_or(Refusal::OpenItemNotFound(id))
    }

    fn tell(&mut self, fact: ReceivablesFact) {
        self.changes.facts.push((self.moment.now, fact));
    }

    /// Puts a changed item in its place, and says so if that changed its flag. Call it after the fact that changed it
    /// was told.
    fn put_item(&mut self, after: OpenItem) {
        if let Some(before) = self.items.get(&after.id) {
            let same_dispute = before.dispute.map(|it| it.dispute) == after.dispute.map(|it| it.dispute);
            let unchanged = same_dispute && before.disputed() == after.disputed();
            let objection = after.dispute.or(before.dispute);
            if let (false, Some(objection)) = (unchanged, objection) {
                let (item, amount, settled) = (after.name(), after.disputed(), after.dispute.is_none());
                self.tell(ReceivablesFact::Disputed { item, dispute: objection.dispute, amount, settled });
            }
        }
        self.items.put(after.id, after);
    }

    fn add_edge(&mut self, edge: Application) {
        if let Source::WriteOff(id) = edge.source
            && self.write_offs.get(&id).is_some_and(WriteOff::is_by_rule)
        {
            let tolerated = self.tolerated.entry(edge.item).or_default();
            *tolerated = tolerated.saturating_add(edge.amount.minor());
        }
        self.applications.insert(edge.id, edge.clone());
        self.changes.applications.push(edge);
    }
}
