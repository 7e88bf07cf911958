//! Invoices and notes: what was sold, day by day.

use o2c_kernel::{Currency, Date};

use super::{Contribution, DocumentId, Issued, Measure, OrderId};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DocumentKind {
    Invoice,
    CreditNote,
    DebitNote,
}

impl DocumentKind {
    pub const ALL: [Self; 3] = [Self::Invoice, Self::CreditNote, Self::DebitNote];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoice => "INVOICE",
            Self::CreditNote => "CREDIT_NOTE",
            Self::DebitNote => "DEBIT_NOTE",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// A credit note reduces what is owed.
    pub const fn sign(self) -> i64 {
        match self {
            Self::Invoice | Self::DebitNote => 1,
            Self::CreditNote => -1,
        }
    }
}

/// An issued document. It never changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SalesDocument {
    pub document: DocumentId,
    pub kind: DocumentKind,
    pub number: String,
    pub order: Option<OrderId>,
    pub currency: Currency,
    pub issued_on: Date,
    /// Minor units, as printed on it: positive.
    pub gross: i64,
    pub cash: bool,
}

impl From<&Issued> for SalesDocument {
    fn from(issued: &Issued) -> Self {
        Self {
            document: issued.document,
            kind: issued.kind,
            number: issued.number.clone(),
            order: issued.order,
            currency: issued.gross.currency(),
            issued_on: issued.issued_on,
            gross: issued.gross.minor(),
            cash: issued.cash,
        }
    }
}

impl SalesDocument {
    /// Which sum it counts in: walk-in sales are no credit sales.
    pub const fn measure(&self) -> Measure {
        match (self.kind, self.cash) {
            (DocumentKind::Invoice, false) => Measure::CreditInvoices,
            (DocumentKind::Invoice, true) => Measure::CashInvoices,
            (DocumentKind::CreditNote, _) => Measure::CreditNotes,
            (DocumentKind::DebitNote, _) => Measure::DebitNotes,
        }
    }

    pub fn contribution(&self) -> Contribution {
        Contribution::on(self.measure(), self.currency, self.issued_on, self.gross)
    }
}
