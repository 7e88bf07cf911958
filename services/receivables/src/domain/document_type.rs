//! The kinds of documents that open items stand for.

/// What a document does to what a customer owes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocumentType {
    Invoice,
    CreditNote,
    DebitNote,
}

impl DocumentType {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoice => "INVOICE",
            Self::CreditNote => "CREDIT_NOTE",
            Self::DebitNote => "DEBIT_NOTE",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        [Self::Invoice, Self::CreditNote, Self::DebitNote].into_iter().find(|known| known.name() == name)
    }

    /// Whether the customer owes it; a credit note is owed to the customer.
    pub const fn is_owed(self) -> bool {
        match self {
            Self::Invoice | Self::DebitNote => true,
            Self::CreditNote => false,
        }
    }
}
