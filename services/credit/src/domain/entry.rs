//! The ledger: every change of exposure is an entry, and entries are never changed.

use o2c_kernel::Instant;
use uuid::Uuid;

use super::{Category, CreditAccountId, Document};

/// Why exposure changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EntryKind {
    /// An order got credit.
    Reservation,
    /// Value moved from one document or category to the next; all of them together are 0.
    Conversion,
    /// The document turned out to be worth more or less than the one before it.
    Adjustment,
    /// An order gave credit back.
    Release,
    /// A document that no reservation stands behind.
    Posting,
    /// Paid, credited, written off; or that taken back.
    Application,
    /// After a restore: the exposure as a decision found it, whose ledger had its entries in another order; taken back behind
    /// it.
    Restatement,
}

impl EntryKind {
    const ALL: [Self; 7] = [
        Self::Reservation,
        Self::Conversion,
        Self::Adjustment,
        Self::Release,
        Self::Posting,
        Self::Application,
        Self::Restatement,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reservation => "reservation",
            Self::Conversion => "conversion",
            Self::Adjustment => "adjustment",
            Self::Release => "release",
            Self::Posting => "posting",
            Self::Application => "application",
            Self::Restatement => "restatement",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One change that is to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Move {
    pub document: Document,
    pub category: Category,
    /// Signed.
    pub minor: i64,
    pub kind: EntryKind,
}

/// Changes of one account that are made together or not at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posting {
    /// The event, the attempt or the review behind it.
    pub cause: Uuid,
    /// Business time: of the fact, or of the call.
    pub at: Instant,
    pub moves: Vec<Move>,
}

/// One change that was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub account: CreditAccountId,
    /// Dense per account, from 1.
    pub sequence: i64,
    pub change: Move,
    /// The account's exposure with this entry: audit retells every decision from here.
    pub exposure_after: i64,
    pub cause: Uuid,
    pub at: Instant,
}
