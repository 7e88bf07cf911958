//! What has happened, for others.

use o2c_kernel::{Date, Money};

use super::{CustomerId, DeductionId, OpenItemId, ProposalId, Receipt, ReceiptId, matching::Band};

/// A difference that the customer took and was not given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deduction {
    pub id: DeductionId,
    pub receipt: ReceiptId,
    pub item: OpenItemId,
    pub number: String,
    pub customer: CustomerId,
    pub amount: Money,
    pub reason: String,
    pub raised_on: Date,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    Received {
        receipt: Box<Receipt>,
        bank_account: String,
    },
    Matched {
        receipt: ReceiptId,
        proposal: ProposalId,
        customer: Option<CustomerId>,
        band: Band,
        score: i32,
        rule_version: String,
        items: usize,
    },
    Identified {
        receipt: ReceiptId,
        customer: CustomerId,
    },
    Applied {
        receipt: ReceiptId,
        proposal: ProposalId,
        customer: Option<CustomerId>,
        applied: Money,
        written_off: Money,
        straight_through: bool,
        items: usize,
        refused: usize,
    },
    /// Negative when it is used later.
    PlacedOnAccount {
        receipt: ReceiptId,
        customer: Option<CustomerId>,
        amount: Money,
    },
    DeductionRaised(Deduction),
}
