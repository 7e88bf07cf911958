//! Edges between what was received or credited and what it pays. Append-only: a reversal is a further edge.

use o2c_kernel::{Date, Money};

use super::{ApplicationId, CustomerId, OpenItemId, ProposalId, ReceiptId, WriteOffId};

/// Where an edge takes its amount from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Cash(ReceiptId),
    CreditNote(OpenItemId),
    WriteOff(WriteOffId),
}

impl Source {
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Cash(_) => "cash",
            Self::CreditNote(_) => "credit_note",
            Self::WriteOff(_) => "write_off",
        }
    }

    pub const fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Cash(receipt) => receipt.uuid(),
            Self::CreditNote(item) => item.uuid(),
            Self::WriteOff(write_off) => write_off.uuid(),
        }
    }

    pub fn of(kind: &str, id: uuid::Uuid) -> Option<Self> {
        match kind {
            "cash" => Some(Self::Cash(ReceiptId::from_uuid(id))),
            "credit_note" => Some(Self::CreditNote(OpenItemId::from_uuid(id))),
            "write_off" => Some(Self::WriteOff(WriteOffId::from_uuid(id))),
            _ => None,
        }
    }
}

/// One edge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Application {
    pub id: ApplicationId,
    pub item: OpenItemId,
    pub source: Source,
    /// What it takes off the item; a reversal has the opposite of what it takes back.
    pub amount: Money,
    pub effective_on: Date,
    pub reverses: Option<ApplicationId>,
    pub proposal: Option<ProposalId>,
    /// Why it was taken back; empty for all others.
    pub reason: String,
    /// The item's, kept with the edge so that ageing needs no look at the item.
    pub customer: CustomerId,
    pub due_on: Date,
}
