//! The documents that exposure stands on.

use uuid::Uuid;

use super::{CreditAccountId, Exposure, OrderId};

/// What kind of document; an id is that of one document only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DocumentType {
    Order,
    Shipment,
    Invoice,
    CreditNote,
    DebitNote,
}

impl DocumentType {
    const ALL: [Self; 5] = [Self::Order, Self::Shipment, Self::Invoice, Self::CreditNote, Self::DebitNote];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Shipment => "shipment",
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::DebitNote => "debit_note",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Document {
    pub id: Uuid,
    pub kind: DocumentType,
}

impl Document {
    pub const fn order(order: OrderId) -> Self {
        Self { id: order.uuid(), kind: DocumentType::Order }
    }

    pub const fn shipment(id: Uuid) -> Self {
        Self { id, kind: DocumentType::Shipment }
    }
}

/// What stands on one document, summed over its entries: the figures that the book is tied with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DocumentExposure {
    pub document: Document,
    pub account: CreditAccountId,
    /// Of a document in the books: its open item, whose facts it follows.
    pub open_item: Option<Uuid>,
    pub exposure: Exposure,
}
