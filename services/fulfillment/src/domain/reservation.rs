//! What an allocation holds, or waits for, for one order line.

use o2c_kernel::Quantity;

use super::{
    ids::{AllocationId, OrderId, ProductId, ReservationId, StockLevelId, WarehouseId, stock_level_id},
    quantities::{minus, plus},
};

/// FUL-4: requested = backordered + allocated + consumed + released, at any time; planned ≤ allocated.
///
/// A backorder is the same row with a quantity that is not there yet. A service needs no stock: all that is open of it
/// counts as allocated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reservation {
    pub id: ReservationId,
    pub allocation: AllocationId,
    pub order: OrderId,
    /// The order line.
    pub line_number: i32,
    pub product: ProductId,
    /// From where it ships; none for a service.
    pub warehouse: Option<WarehouseId>,
    /// Its place in the order of arrival at the stock level.
    pub arrival: i64,
    pub requested: Quantity,
    /// Held; planned and picked included, shipped not.
    pub allocated: Quantity,
    /// The part of it that is on a shipment.
    pub planned: Quantity,
    /// Shipped.
    pub consumed: Quantity,
    /// Given back.
    pub released: Quantity,
    pub version: i64,
}

impl Reservation {
    #[must_use]
    pub fn is_service(&self) -> bool {
        self.warehouse.is_none()
    }

    #[must_use]
    pub fn stock_level(&self) -> Option<StockLevelId> {
        self.warehouse.map(|warehouse| stock_level_id(warehouse, self.product))
    }

    /// Neither shipped nor given back.
    #[must_use]
    pub fn open(&self) -> Quantity {
        minus(minus(self.requested, self.consumed), self.released)
    }

    /// Not there yet.
    #[must_use]
    pub fn backordered(&self) -> Quantity {
        minus(self.open(), self.allocated)
    }

    /// Held, and on no shipment.
    #[must_use]
    pub fn unplanned(&self) -> Quantity {
        minus(self.allocated, self.planned)
    }

    /// Some of what it waits for is there.
    pub(crate) fn fill(&mut self, quantity: Quantity) {
        self.allocated = plus(self.allocated, quantity);
    }

    /// Some of what it holds, on no shipment, is gone: it waits again.
    pub(crate) fn fall_back(&mut self, quantity: Quantity) {
        self.allocated = minus(self.allocated, quantity);
    }

    pub(crate) fn plan(&mut self, quantity: Quantity) {
        self.planned = plus(self.planned, quantity);
    }

    pub(crate) fn unplan(&mut self, quantity: Quantity) {
        self.planned = minus(self.planned, quantity);
    }

    /// What was on a shipment has left.
    pub(crate) fn consume(&mut self, quantity: Quantity) {
        self.planned = minus(self.planned, quantity);
        self.allocated = minus(self.allocated, quantity);
        self.consumed = plus(self.consumed, quantity);
    }

    /// Gives back what it waits for.
    pub(crate) fn release_waiting(&mut self, quantity: Quantity) {
        self.released = plus(self.released, quantity);
    }

    /// Gives back what it holds, on no shipment.
    pub(crate) fn release_held(&mut self, quantity: Quantity) {
        self.allocated = minus(self.allocated, quantity);
        self.released = plus(self.released, quantity);
    }
}
