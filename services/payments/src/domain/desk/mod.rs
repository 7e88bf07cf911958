//! Everything that one set of commands or facts works on, in memory: decided in the order given, written once.

mod ask;
mod decide;
mod facts;
mod match_receipt;
mod on_account;
mod outcome;
mod payer;
mod resolve;
mod send;

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Date, Money};

use super::{
    ApplicationId, Book, Changes, CustomerId, Deduction, ExceptionId, Fact, OpenItem, OpenItemId, PaymentException,
    Proposal, ProposalId, Receipt, ReceiptId, Refusal, Shelf,
};

pub use ask::AskedItem;
pub use decide::Choice;
pub use facts::EarlyReversal;

/// What is asked of the owner of the open items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApplyOrder {
    pub proposal: ProposalId,
    pub receipt: ReceiptId,
    pub customer: CustomerId,
    pub amount: Money,
    pub value_date: Date,
    /// Open item, cash, what is written off along with it.
    pub applications: Vec<(OpenItemId, i64, i64)>,
}

/// What the owner made of one application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemOutcome {
    pub item: OpenItemId,
    pub application: Option<ApplicationId>,
    pub applied: i64,
    pub written_off: i64,
    pub refusal: String,
}

/// What the owner made of a proposal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Decided(Vec<ItemOutcome>),
    /// Nothing of it was taken, for this reason.
    Refused(String),
}

/// See the module.
#[derive(Debug, Default)]
pub struct Desk {
    book: Book,
    receipts: Shelf<ReceiptId, Receipt>,
    proposals: Shelf<ProposalId, Proposal>,
    exceptions: Shelf<ExceptionId, PaymentException>,
    posted: Vec<OpenItem>,
    deductions: Vec<Deduction>,
    facts: Vec<Fact>,
    orders: Vec<ApplyOrder>,
    replaced: BTreeSet<ProposalId>,
    early: BTreeMap<ApplicationId, EarlyReversal>,
    heard_early: Vec<EarlyReversal>,
}

/// What has to be written, told and done.
#[derive(Debug)]
pub struct DeskChanges {
    pub posted: Vec<OpenItem>,
    pub items: Vec<OpenItem>,
    pub receipts: Changes<Receipt>,
    pub proposals: Changes<Proposal>,
    pub exceptions: Changes<PaymentException>,
    pub deductions: Vec<Deduction>,
    pub facts: Vec<Fact>,
    pub orders: Vec<ApplyOrder>,
    /// A person has put other items into these.
    pub replaced: BTreeSet<ProposalId>,
    pub early: Vec<EarlyReversal>,
}

impl Desk {
    #[must_use]
    pub fn new(book: Book) -> Self {
        Self { book, ..Self::default() }
    }

    #[must_use]
    pub fn with_receipts(mut self, receipts: impl IntoIterator<Item = Receipt>) -> Self {
        receipts.into_iter().for_each(|receipt| self.receipts.load(receipt.id, receipt));
        self
    }

    #[must_use]
    pub fn with_proposals(mut self, proposals: impl IntoIterator<Item = Proposal>) -> Self {
        proposals.into_iter().for_each(|proposal| self.proposals.load(proposal.id, proposal));
        self
    }

    #[must_use]
    pub fn with_exceptions(mut self, exceptions: impl IntoIterator<Item = PaymentException>) -> Self {
        exceptions.into_iter().for_each(|exception| self.exceptions.load(exception.id, exception));
        self
    }

    /// Applications that were taken back before their answers came.
    #[must_use]
    pub fn with_early_reversals(mut self, early: impl IntoIterator<Item = EarlyReversal>) -> Self {
        self.early.extend(early.into_iter().map(|early| (early.application, early)));
        self
    }

    pub fn receipt(&self, id: ReceiptId) -> Result<&Receipt, Refusal> {
        self.receipts.get(&id).ok_or(Refusal::ReceiptNotFound(id))
    }

    pub fn proposal(&self, id: ProposalId) -> Result<&Proposal, Refusal> {
        self.proposals.get(&id).ok_or(Refusal::ProposalNotFound(id))
    }

    pub fn exception(&self, id: ExceptionId) -> Result<&PaymentException, Refusal> {
        self.exceptions.get(&id).ok_or(Refusal::ExceptionNotFound(id))
    }

    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    #[must_use]
    pub fn into_changes(self) -> DeskChanges {
        DeskChanges {
            posted: self.posted,
            items: self.book.changed().cloned().collect(),
            receipts: self.receipts.into_changes(),
            proposals: self.proposals.into_changes(),
            exceptions: self.exceptions.into_changes(),
            deductions: self.deductions,
            facts: self.facts,
            orders: self.orders,
            replaced: self.replaced,
            early: self.heard_early,
        }
    }

    /// Says whose money it is, where that is new.
    fn identify(&mut self, receipt: &mut Receipt, customer: CustomerId) {
        if receipt.identify(customer) {
            self.facts.push(Fact::Identified { receipt: receipt.id, customer });
        }
    }
}

#[cfg(test)]
mod tests;
