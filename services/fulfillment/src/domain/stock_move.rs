//! Movements of goods: what leaves one place arrives in another, so over all places nothing comes or goes (FUL-2).

use o2c_kernel::{Date, Quantity};

use super::ids::{ProductId, StockMoveId, WarehouseId};

/// Where goods are, the world outside included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Location {
    Supplier,
    Customer,
    /// Where goods go that are not found, and come from that were not expected.
    Loss,
    Warehouse(WarehouseId),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoveKind {
    Receipt,
    Shipment,
    Return,
    Adjustment,
    Scrap,
}

impl MoveKind {
    pub const ALL: [Self; 5] = [Self::Receipt, Self::Shipment, Self::Return, Self::Adjustment, Self::Scrap];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Shipment => "shipment",
            Self::Return => "return",
            Self::Adjustment => "adjustment",
            Self::Scrap => "scrap",
        }
    }
}

/// Never changed once written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StockMove {
    pub id: StockMoveId,
    pub product: ProductId,
    pub quantity: Quantity,
    pub from: Location,
    pub to: Location,
    pub kind: MoveKind,
    /// The shipment, the return or the reference.
    pub document: String,
    pub lot: String,
    pub moved_on: Date,
}
