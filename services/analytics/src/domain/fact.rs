//! The facts that measures are made of, as analytics understands them. All others are archived and not folded.

use o2c_kernel::{Currency, Date, Instant, Money};

use super::{DocumentId, DocumentKind, OpenItemId, OrderId, ProposalId, ReceiptId};

/// A fact with its place in time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Observed {
    /// Business time.
    pub at: Instant,
    /// The business day of it: for facts that carry no date of their own.
    pub on: Date,
    /// Dense per aggregate.
    pub sequence: i64,
    pub fact: Fact,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    OrderSubmitted {
        order: OrderId,
        number: String,
        currency: Currency,
    },
    /// Names the submission once more; it is the same instant.
    OrderConfirmed {
        order: OrderId,
        submitted_at: Option<Instant>,
    },
    OrderCompleted {
        order: OrderId,
    },
    ShipmentShipped {
        order: OrderId,
        shipped_on: Date,
    },
    DocumentIssued(Issued),
    ItemPosted(Posted),
    ItemMoved(Moved),
    ReceiptReceived {
        receipt: ReceiptId,
        number: String,
        amount: Money,
    },
    CashApplied {
        receipt: ReceiptId,
        proposal: ProposalId,
        applied: Money,
        straight_through: bool,
    },
}

/// An invoice or a note, as billing issued it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issued {
    pub document: DocumentId,
    pub kind: DocumentKind,
    pub number: String,
    pub order: Option<OrderId>,
    pub issued_on: Date,
    pub gross: Money,
    /// A walk-in sale: paid on the day, without credit.
    pub cash: bool,
}

/// A document in the books of receivables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posted {
    pub item: OpenItemId,
    pub document: DocumentId,
    pub kind: DocumentKind,
    pub number: String,
    pub order: Option<OrderId>,
    pub document_date: Date,
    pub due_on: Date,
    /// Positive, of a credit note too.
    pub original: Money,
}

/// What is open of an item has changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    pub item: OpenItemId,
    pub order: Option<OrderId>,
    pub effective_on: Date,
    /// Positive, of a credit note too. It says more than the amount of the edge: what is written off along with a
    /// payment is in it, and the sign of a reversal cannot be misread.
    pub open_after: Money,
    pub cause: Cause,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    Payment {
        proposal: Option<ProposalId>,
        receipt: ReceiptId,
    },
    CreditNote,
    WriteOff,
    /// A person took an application back.
    Reversal,
}
