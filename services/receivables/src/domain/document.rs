//! An issued document, as far as the books need it.

use o2c_kernel::{Date, Money};

use super::{
    Account, Books, CustomerId, DisputeId, DocumentId, DocumentType, EntryKind, Heading, JournalEntry, OpenItem,
    OrderId, Refusal, entry_of_item, item_of,
};

/// What billing says of an invoice or a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issued {
    pub document_type: DocumentType,
    pub document: DocumentId,
    pub number: String,
    pub order: Option<OrderId>,
    pub customer: CustomerId,
    pub customer_name: String,
    pub issued_on: Date,
    pub due_on: Date,
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
    pub cash: bool,
    /// The invoice that a note corrects.
    pub corrects: Option<DocumentId>,
    /// The dispute that a credit note settles.
    pub dispute: Option<DisputeId>,
}

impl Issued {
    pub fn open_item(&self, books: Books) -> Result<OpenItem, Refusal> {
        if self.gross.is_negative() {
            return Err(Refusal::Inconsistent("a document over less than nothing"));
        }
        Ok(OpenItem {
            id: item_of(self.document),
            document_type: self.document_type,
            document: self.document,
            document_number: self.number.clone(),
            order: self.order,
            customer: self.customer,
            customer_name: self.customer_name.clone(),
            document_date: self.issued_on,
            due_on: self.due_on,
            posted_on: books.day_of_fact(self.issued_on)?,
            original: self.gross,
            open: self.gross,
            dispute: None,
            cash: self.cash,
            opening: false,
            version: 1,
        })
    }

    /// Invoice: debit receivables, credit revenue and tax. Credit note: the other way round.
    pub fn journal_entry(&self, item: &OpenItem) -> Result<JournalEntry, Refusal> {
        let kind = match self.document_type {
            DocumentType::Invoice => EntryKind::Invoice,
            DocumentType::CreditNote => EntryKind::CreditNote,
            DocumentType::DebitNote => EntryKind::DebitNote,
        };
        let heading = Heading {
            id: entry_of_item(item.id),
            posted_on: item.posted_on,
            kind,
            document: Some(self.document.uuid()),
            description: self.number.clone(),
        };
        let of_invoice = [
            (Account::Receivables, self.gross),
            (Account::Revenue, self.net.checked_neg()?),
            (Account::TaxPayable, self.tax.checked_neg()?),
        ];
        let mut movements = of_invoice;
        if !self.document_type.is_owed() {
            for (_, amount) in &mut movements {
                *amount = amount.checked_neg()?;
            }
        }
        JournalEntry::balanced(heading, self.gross.currency(), &movements)
    }
}
