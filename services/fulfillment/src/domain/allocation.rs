//! An attempt of an order to get stock.

use o2c_kernel::Quantity;

use super::ids::{AllocationId, OrderId, ProductId};

/// What is kept of an attempt beside its reservations. Released without any, it is a tombstone: an attempt that comes
/// after its own undo finds it and holds nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allocation {
    pub id: AllocationId,
    pub order: OrderId,
    pub released: bool,
    pub reason: String,
    pub version: i64,
}

/// Asks for stock; what is not there is waited for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allocate {
    pub allocation: AllocationId,
    pub order: OrderId,
    pub lines: Vec<WantedLine>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WantedLine {
    pub line_number: i32,
    pub product: ProductId,
    pub quantity: Quantity,
    pub service: bool,
}

/// Gives an attempt back, or a part of a confirmed order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Release {
    pub allocation: AllocationId,
    pub order: OrderId,
    pub reason: String,
    /// Empty = everything that is not picked.
    pub lines: Vec<(i32, Quantity)>,
}
