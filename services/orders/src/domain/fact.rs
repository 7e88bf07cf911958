//! What has happened to an order, for others to know.

use o2c_kernel::{Money, Quantity};

use super::{Hold, LineQuantity, ProductId};

/// A fact of the aggregate `order`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OrderFact {
    Submitted,
    Confirmed,
    Rejected { reason: String },
    Held { hold: Hold },
    HoldReleased { hold: Hold },
    LinesCancelled { reason: String, lines: Vec<CancelledLine>, whole_order: bool },
    CancellationRefused { reason: String, lines: Vec<LineQuantity> },
    Completed,
}

/// What of a line is not wanted any more, with its share of the amounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CancelledLine {
    pub line: i32,
    pub product: ProductId,
    pub quantity: Quantity,
    pub net_amount: Money,
    pub gross_estimate: Money,
}
