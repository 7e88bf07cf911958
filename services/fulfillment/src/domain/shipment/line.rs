//! A line of a shipment.

use o2c_kernel::Quantity;

use super::state::State;
use crate::domain::{
    ids::{ProductId, ReservationId},
    quantities::{minus, plus},
};

/// What is picked, packed, shipped and delivered of a line follows from `planned`, `short` and the shipment's state.
/// There is no place where shipped could differ from packed, or be more than was picked (FUL-3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub line_number: i32,
    pub order_line_number: i32,
    pub reservation: ReservationId,
    pub product: ProductId,
    pub sku: String,
    pub service: bool,
    pub planned: Quantity,
    /// Planned, and not found on the shelf.
    pub short: Quantity,
}

impl Line {
    /// What is to leave, as far as is known.
    #[must_use]
    pub fn going(&self) -> Quantity {
        minus(self.planned, self.short)
    }

    #[must_use]
    pub fn picked(&self, state: State) -> Quantity {
        if state.is_picked() { self.going() } else { Quantity::ZERO }
    }

    #[must_use]
    pub fn packed(&self, state: State) -> Quantity {
        if state.is_packed() { self.going() } else { Quantity::ZERO }
    }

    #[must_use]
    pub fn shipped(&self, state: State) -> Quantity {
        if state.is_shipped() { self.going() } else { Quantity::ZERO }
    }

    #[must_use]
    pub fn delivered(&self, state: State) -> Quantity {
        if state.is_delivered() { self.going() } else { Quantity::ZERO }
    }

    /// So much less is going than was.
    pub(crate) fn take_off(&mut self, quantity: Quantity) {
        self.planned = minus(self.planned, quantity);
    }

    pub(crate) fn fall_short(&mut self, quantity: Quantity) {
        self.short = plus(self.short, quantity);
    }
}
