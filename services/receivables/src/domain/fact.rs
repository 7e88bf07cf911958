//! What has happened, for the others.

use o2c_kernel::{Date, Money};

use super::{
    ApplicationId, DisputeId, DocumentId, ItemName, JournalEntryId, OpenItem, OpenItemId, ProposalId, ReceiptId,
    Source, WriteOffId,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReceivablesFact {
    Posted {
        item: Box<OpenItem>,
        corrects: Option<DocumentId>,
    },
    PaymentApplied(PaymentApplied),
    CreditNoteApplied(CreditNoteApplied),
    WrittenOff(WrittenOff),
    Reversed(Reversed),
    /// Flagged over so much; settled when the dispute is over, and not only nothing open just now.
    Disputed {
        item: ItemName,
        dispute: DisputeId,
        amount: Money,
        settled: bool,
    },
    BadDebt {
        entry: JournalEntryId,
        amount: Money,
        posted_on: Date,
        reference: String,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentApplied {
    pub item: ItemName,
    pub receipt: ReceiptId,
    pub proposal: ProposalId,
    pub application: ApplicationId,
    pub amount: Money,
    pub write_off: Money,
    pub open_after: Money,
    pub effective_on: Date,
}

/// One side of it: there is one on each of the two items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditNoteApplied {
    pub item: ItemName,
    pub counterpart: OpenItemId,
    pub application: ApplicationId,
    pub amount: Money,
    pub open_after: Money,
    pub effective_on: Date,
    pub credit_side: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenOff {
    pub item: ItemName,
    pub write_off: WriteOffId,
    pub amount: Money,
    pub open_after: Money,
    pub effective_on: Date,
}

/// One side of it, as of a credit note's application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reversed {
    pub item: ItemName,
    pub application: ApplicationId,
    pub reverses: ApplicationId,
    pub source: Source,
    pub amount: Money,
    pub open_after: Money,
    pub effective_on: Date,
    pub credit_side: bool,
}
