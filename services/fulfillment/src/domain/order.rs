//! What fulfilment knows of an order: nothing but its holds until it is confirmed.

use o2c_kernel::{Address, Currency, Money, Quantity};

use super::ids::{CustomerId, OrderId, ProductId};

/// The copy of an order. It is also what is locked while the order's reservations and shipments change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    pub id: OrderId,
    /// Placed and not released (ORD-4).
    pub active_holds: i64,
    pub confirmed: Option<Confirmed>,
    pub version: i64,
}

/// The snapshot that the confirmation brought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Confirmed {
    pub number: String,
    pub customer: CustomerId,
    pub ship_to: Option<Address>,
    pub currency: Currency,
    /// Nothing is planned before all of it can be.
    pub ship_complete: bool,
    /// By line number. Only loaded where they are needed.
    pub lines: Vec<OrderLine>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderLine {
    pub line_number: i32,
    pub product: ProductId,
    pub sku: String,
    pub service: bool,
    pub quantity: Quantity,
    /// Net and estimated tax: what credit holds for the line.
    pub gross_estimate: Money,
}

impl Order {
    /// An order of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: OrderId) -> Self {
        Self { id, active_holds: 0, confirmed: None, version: 1 }
    }

    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.active_holds > 0
    }

    pub fn place_hold(&mut self) {
        self.active_holds = self.active_holds.saturating_add(1);
    }

    pub fn release_hold(&mut self) {
        self.active_holds = self.active_holds.saturating_sub(1).max(0);
    }
}

impl Confirmed {
    #[must_use]
    pub fn line(&self, line_number: i32) -> Option<&OrderLine> {
        self.lines.iter().find(|line| line.line_number == line_number)
    }
}
