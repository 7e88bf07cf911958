//! What a warehouse has of a product, and for whom.

use o2c_kernel::{Quantity, QuantityError};

use super::{
    ids::{ProductId, StockLevelId, WarehouseId, stock_level_id},
    quantities::{minus, plus},
};

/// FUL-1: 0 ≤ allocated ≤ on hand. All methods keep it; what they are given is checked by [`super::Floor`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StockLevel {
    pub id: StockLevelId,
    pub warehouse: WarehouseId,
    pub product: ProductId,
    pub on_hand: Quantity,
    /// Held by reservations: planned and picked included, shipped not.
    pub allocated: Quantity,
    /// Wanted by reservations and not there.
    pub backordered: Quantity,
    /// How many reservations have come so far: numbers them in their order.
    pub arrivals: i64,
    pub version: i64,
}

impl StockLevel {
    /// Nothing there yet.
    #[must_use]
    pub fn empty(warehouse: WarehouseId, product: ProductId) -> Self {
        Self {
            id: stock_level_id(warehouse, product),
            warehouse,
            product,
            on_hand: Quantity::ZERO,
            allocated: Quantity::ZERO,
            backordered: Quantity::ZERO,
            arrivals: 0,
            version: 1,
        }
    }

    #[must_use]
    pub fn available(&self) -> Quantity {
        minus(self.on_hand, self.allocated)
    }

    /// The place of the next reservation in the order of arrival.
    pub(crate) fn next_arrival(&mut self) -> i64 {
        self.arrivals = self.arrivals.saturating_add(1);
        self.arrivals
    }

    /// Goods come in.
    pub(crate) fn bring_in(&mut self, quantity: Quantity) -> Result<(), QuantityError> {
        self.on_hand = self.on_hand.checked_add(quantity)?;
        Ok(())
    }

    /// Available goods are lost.
    pub(crate) fn take_out(&mut self, quantity: Quantity) {
        self.on_hand = minus(self.on_hand, quantity);
    }

    /// Allocated goods leave.
    pub(crate) fn issue(&mut self, quantity: Quantity) {
        self.on_hand = minus(self.on_hand, quantity);
        self.allocated = minus(self.allocated, quantity);
    }

    /// Available goods are held for somebody.
    pub(crate) fn hold(&mut self, quantity: Quantity) {
        self.allocated = plus(self.allocated, quantity);
    }

    /// Held goods become available.
    pub(crate) fn let_go(&mut self, quantity: Quantity) {
        self.allocated = minus(self.allocated, quantity);
    }

    /// Somebody waits for goods.
    pub(crate) fn wait_for(&mut self, quantity: Quantity) {
        self.backordered = plus(self.backordered, quantity);
    }

    /// Somebody does not wait any more.
    pub(crate) fn stop_waiting(&mut self, quantity: Quantity) {
        self.backordered = minus(self.backordered, quantity);
    }
}
