//! A copy of what a customer owes, as far as payments has heard of it, and how much of it receipts have spoken for.

use o2c_kernel::{Currency, Date, Money};

use super::{CustomerId, OpenItemId};

/// What kind of document is owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocumentKind {
    Invoice,
    DebitNote,
    /// Owed to the customer: cash never pays it.
    CreditNote,
}

impl DocumentKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "INVOICE",
            Self::DebitNote => "DEBIT_NOTE",
            Self::CreditNote => "CREDIT_NOTE",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Invoice, Self::DebitNote, Self::CreditNote].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An open item of receivables. `open` is the owner's word; `held` is on its way to the owner and no longer free for
/// anybody; `suggested` waits for a person, and an exact reference takes precedence over it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenItem {
    pub id: OpenItemId,
    pub kind: DocumentKind,
    pub number: String,
    pub customer: CustomerId,
    pub customer_name: String,
    pub due_on: Date,
    pub currency: Currency,
    pub open: i64,
    pub held: i64,
    pub suggested: i64,
}

impl OpenItem {
    /// What nobody has spoken for.
    #[must_use]
    pub fn available(&self) -> i64 {
        self.unheld().saturating_sub(self.suggested).max(0)
    }

    /// What is not on its way to the owner yet.
    #[must_use]
    pub fn unheld(&self) -> i64 {
        if self.payable() { self.open.saturating_sub(self.held).max(0) } else { 0 }
    }

    /// Cash pays invoices and debit notes.
    #[must_use]
    pub const fn payable(&self) -> bool {
        match self.kind {
            DocumentKind::Invoice | DocumentKind::DebitNote => true,
            DocumentKind::CreditNote => false,
        }
    }

    #[must_use]
    pub const fn open_money(&self) -> Money {
        Money::new(self.open, self.currency)
    }
}
