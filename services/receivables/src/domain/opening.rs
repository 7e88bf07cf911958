//! What is taken over from another system on the day of the cut-over.

use o2c_kernel::{Date, Money};

use super::{
    Account, Books, CustomerId, DocumentType, EntryKind, Heading, JournalEntry, OpenItem, Refusal, document_of,
    entry_of_item, item_of,
};

/// A document of another system, as far as it is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpeningItem {
    pub document_type: DocumentType,
    pub number: String,
    pub customer: CustomerId,
    pub customer_name: String,
    pub document_date: Date,
    pub due_on: Date,
    /// More than 0; it is all that is open.
    pub amount: Money,
    /// The day of the cut-over.
    pub posted_on: Date,
}

impl OpeningItem {
    /// The document keeps its own dates, so that it ages and is dunned as before; in the books it is from the cut-over on.
    pub fn open_item(&self, books: Books, today: Date) -> Result<OpenItem, Refusal> {
        let document = document_of(self.customer, self.document_type, &self.number);
        Ok(OpenItem {
            id: item_of(document),
            document_type: self.document_type,
            document,
            document_number: self.number.clone(),
            order: None,
            customer: self.customer,
            customer_name: self.customer_name.clone(),
            document_date: self.document_date,
            due_on: self.due_on,
            posted_on: books.day_that_is_named("posted_on", self.posted_on, today)?,
            original: self.amount,
            open: self.amount,
            dispute: None,
            cash: false,
            opening: true,
            version: 1,
        })
    }

    /// Debit receivables, credit the opening balances: its revenue and tax are in the books of the other system.
    pub fn journal_entry(&self, item: &OpenItem) -> Result<JournalEntry, Refusal> {
        let heading = Heading {
            id: entry_of_item(item.id),
            posted_on: item.posted_on,
            kind: EntryKind::OpeningBalance,
            document: Some(item.document.uuid()),
            description: self.number.clone(),
        };
        let owed = if self.document_type.is_owed() { self.amount } else { self.amount.checked_neg()? };
        JournalEntry::transfer(heading, Account::Receivables, Account::OpeningBalances, owed)
    }
}
