//! What a customer has kept back, as payments says.

use o2c_kernel::{Date, Money};

use super::{DeductionId, DisputeId, DisputeReason, OpenItemId, ReceiptId};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deduction {
    pub id: DeductionId,
    pub receipt: ReceiptId,
    pub item: OpenItemId,
    /// The dispute that it opened, or that was live when it came: an item has one at a time.
    pub dispute: DisputeId,
    pub amount: Money,
    pub reason: DisputeReason,
    pub raised_on: Date,
}
