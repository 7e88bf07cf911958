//! Products: what can be ordered.

use super::{ProductId, Refusal};

/// How it is fulfilled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProductNature {
    /// Kept in a warehouse.
    Stocked,
    /// Postage, fees, work: fulfilled by activation, without stock.
    Service,
}

/// An entry of the catalogue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Product {
    pub id: ProductId,
    pub sku: String,
    pub description: String,
    pub nature: ProductNature,
    pub tax_category: String,
    pub active: bool,
    pub version: i64,
}

impl Product {
    /// Whether it may be put on an order.
    pub fn orderable(&self) -> Result<(), Refusal> {
        if self.active { Ok(()) } else { Err(Refusal::ProductInactive(self.id)) }
    }
}
