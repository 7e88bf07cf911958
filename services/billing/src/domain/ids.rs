//! What the ids of billing name. Orders, shipments, customers, products and disputes are named by others.

use o2c_kernel::Id;

pub mod markers {
    //! One type for each kind of thing, so that ids cannot be mixed up.

    pub enum Document {}
    pub enum Order {}
    pub enum Shipment {}
    pub enum Customer {}
    pub enum Product {}
    pub enum Dispute {}
    pub enum GoodsReturn {}
    pub enum TaxRule {}
}

/// An invoice, a credit note or a debit note.
pub type DocumentId = Id<markers::Document>;
pub type OrderId = Id<markers::Order>;
pub type ShipmentId = Id<markers::Shipment>;
pub type CustomerId = Id<markers::Customer>;
pub type ProductId = Id<markers::Product>;
pub type DisputeId = Id<markers::Dispute>;
pub type GoodsReturnId = Id<markers::GoodsReturn>;
pub type TaxRuleId = Id<markers::TaxRule>;
