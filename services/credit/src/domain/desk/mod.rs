//! Where a set is decided: in memory, in the order given, every rule seeing what the items before it have done.

mod again;
mod facts;
mod order;
mod release;
mod renewal;
mod reserve;
mod review;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    Category, CreditAccount, CreditAccountId, CreditFact, CreditReview, CreditReviewId, Decided, Decision, Document,
    DocumentExposure, Entry, EntryKind, Exposure, Holding, Move, OrderId, Posting, Refusal, Reservation, ReservationId,
};

pub use again::{Again, NotAgain, ReviewEnd, TermsDone, TermsSet};
pub use order::{Cancellation, EndOfOrder};
pub use release::Given;
pub use reserve::Attempt;
pub use review::ReviewCommand;
pub use terms::{Because, TermsEntry};

/// All that a set may touch. What is not here is taken not to exist, so load everything that the set names.
#[derive(Debug, Default)]
pub struct Desk {
    accounts: BTreeMap<CreditAccountId, CreditAccount>,
    documents: BTreeMap<Uuid, DocumentExposure>,
    reservations: BTreeMap<ReservationId, Reservation>,
    decisions: BTreeMap<ReservationId, Decision>,
    reviews: BTreeMap<CreditReviewId, CreditReview>,
    orders: BTreeMap<OrderId, File>,
    touched: Touched,
}

/// What belongs to an order.
#[derive(Debug, Default)]
struct File {
    reservations: BTreeSet<ReservationId>,
    reviews: BTreeSet<CreditReviewId>,
}

#[derive(Debug, Default)]
struct Touched {
    accounts: BTreeSet<CreditAccountId>,
    documents: BTreeSet<Uuid>,
    reservations: BTreeSet<ReservationId>,
    reviews: BTreeSet<CreditReviewId>,
    decisions: Vec<Decision>,
    entries: Vec<Entry>,
    terms: Vec<TermsEntry>,
    facts: Vec<CreditFact>,
}

/// What is to be written: each row once, whatever the set did to it.
#[derive(Debug, Default)]
pub struct Changes {
    pub accounts: Vec<CreditAccount>,
    pub documents: Vec<DocumentExposure>,
    pub reservations: Vec<Reservation>,
    pub reviews: Vec<CreditReview>,
    pub decisions: Vec<Decision>,
    pub entries: Vec<Entry>,
    pub terms: Vec<TermsEntry>,
    pub facts: Vec<CreditFact>,
}

impl Desk {
    pub fn with_accounts(mut self, accounts: impl IntoIterator<Item = CreditAccount>) -> Self {
        self.accounts.extend(accounts.into_iter().map(|account| (account.id, account)));
        self
    }

    pub fn with_documents(mut self, documents: impl IntoIterator<Item = DocumentExposure>) -> Self {
        self.documents.extend(documents.into_iter().map(|row| (row.document.id, row)));
        self
    }

    pub fn with_reservations(mut self, reservations: impl IntoIterator<Item = Reservation>) -> Self {
        for reservation in reservations {
            self.file(reservation);
        }
        self
    }

    pub fn with_decisions(mut self, decisions: impl IntoIterator<Item = Decision>) -> Self {
        self.decisions.extend(decisions.into_iter().map(|decision| (decision.reservation, decision)));
        self
    }

    pub fn with_reviews(mut self, reviews: impl IntoIterator<Item = CreditReview>) -> Self {
        for review in reviews {
            self.orders.entry(review.order).or_default().reviews.insert(review.id);
            self.reviews.insert(review.id, review);
        }
        self
    }

    pub fn account(&self, id: CreditAccountId) -> Option<&CreditAccount> {
        self.accounts.get(&id)
    }

    pub fn document(&self, id: Uuid) -> Option<&DocumentExposure> {
        self.documents.get(&id)
    }

    /// What has changed since the rows were loaded.
    pub fn into_changes(self) -> Changes {
        let Self { mut accounts, mut documents, mut reservations, mut reviews, touched, .. } = self;
        Changes {
            accounts: touched.accounts.iter().filter_map(|id| accounts.remove(id)).collect(),
            documents: touched.documents.iter().filter_map(|id| documents.remove(id)).collect(),
            reservations: touched.reservations.iter().filter_map(|id| reservations.remove(id)).collect(),
            reviews: touched.reviews.iter().filter_map(|id| reviews.remove(id)).collect(),
            decisions: touched.decisions,
            entries: touched.entries,
            terms: touched.terms,
            facts: touched.facts,
        }
    }

    /// Writes a posting into an account and onto its documents: all of it or nothing.
    fn post(&mut self, account: CreditAccountId, posting: &Posting) -> Result<(), Refusal> {
        let mut posted = self.accounts.get(&account).ok_or(Refusal::AccountNotFound)?.clone();
        let entries = posted.post(posting)?;
        let mut documents: BTreeMap<Uuid, DocumentExposure> = BTreeMap::new();
        for document in entries.iter().map(|entry| entry.change.document) {
            if documents.contains_key(&document.id) {
                continue;
            }
            let empty = DocumentExposure { document, account, open_item: None, exposure: Exposure::default() };
            let before = self.documents.get(&document.id).copied().unwrap_or(empty);
            documents.insert(document.id, DocumentExposure { exposure: before.with(&entries)?, ..before });
        }
        if entries.is_empty() {
            return Ok(());
        }
        self.accounts.insert(account, posted);
        self.touched.accounts.insert(account);
        self.touched.documents.extend(documents.keys());
        self.documents.extend(documents);
        self.touched.entries.extend(entries);
        Ok(())
    }

    /// The moves that give back what these holdings still hold of their order. What was shipped or cancelled of it in
    /// the meantime is not theirs any more.
    fn give_back<'a>(&self, order: OrderId, holdings: impl IntoIterator<Item = &'a Holding>) -> Vec<Move> {
        let document = Document::order(order);
        let mut open = self.documents.get(&document.id).map_or(0, |row| row.exposure.get(Category::OpenOrders)).max(0);
        let mut moves = Vec::new();
        for holding in holdings {
            let minor = holding.amount.minor().min(open);
            open = open.saturating_sub(minor);
            if minor > 0 {
                let (category, kind) = (Category::OpenOrders, EntryKind::Release);
                moves.push(Move { document, category, minor: minor.saturating_neg(), kind });
            }
        }
        moves
    }

    fn reservations_of(&self, order: OrderId) -> impl Iterator<Item = &Reservation> {
        let file = self.orders.get(&order);
        file.into_iter().flat_map(|file| &file.reservations).filter_map(|id| self.reservations.get(id))
    }

    fn reviews_of(&self, order: OrderId) -> impl Iterator<Item = &CreditReview> {
        let file = self.orders.get(&order);
        file.into_iter().flat_map(|file| &file.reviews).filter_map(|id| self.reviews.get(id))
    }

    fn file(&mut self, reservation: Reservation) {
        self.orders.entry(reservation.order).or_default().reservations.insert(reservation.id);
        self.reservations.insert(reservation.id, reservation);
    }

    fn keep_reservation(&mut self, reservation: Reservation) {
        self.touched.reservations.insert(reservation.id);
        self.file(reservation);
    }

    fn keep_review(&mut self, review: CreditReview) {
        self.touched.reviews.insert(review.id);
        self.orders.entry(review.order).or_default().reviews.insert(review.id);
        self.reviews.insert(review.id, review);
    }

    fn keep_decision(&mut self, decided: Decided) {
        let decision = decided.decision.clone();
        self.touched.facts.push(CreditFact::Decided(decided));
        self.touched.decisions.push(decision.clone());
        self.decisions.insert(decision.reservation, decision);
    }
}
