//! Goods that come back under an authorisation.

use o2c_kernel::{Currency, Date, Money, Quantity};

use super::ids::{CustomerId, GoodsReturnId, OrderId, ProductId, ReturnId, WarehouseId};

/// What may come back, as orders authorised it, and how much of it has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnAuthorization {
    pub id: ReturnId,
    pub order: OrderId,
    pub customer: CustomerId,
    pub currency: Currency,
    pub reason: String,
    pub lines: Vec<AuthorizedLine>,
    pub version: i64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthorizedLine {
    pub line_number: i32,
    pub order_line_number: i32,
    pub product: ProductId,
    pub service: bool,
    pub quantity: Quantity,
    pub received: Quantity,
    /// Credited for all of it, net.
    pub credit_net: Money,
    /// Nobody has named that: it is the order's price.
    pub at_order_price: bool,
    /// What becomes of it unless inspection finds otherwise.
    pub disposition: Disposition,
}

/// What becomes of goods that come back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disposition {
    Restock,
    Scrap,
}

/// One delivery of returned goods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoodsReturn {
    pub id: GoodsReturnId,
    pub return_id: ReturnId,
    pub order: OrderId,
    pub warehouse: WarehouseId,
    pub received_on: Date,
    pub lines: Vec<GoodsReturnLine>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoodsReturnLine {
    pub return_line_number: i32,
    pub order_line_number: i32,
    pub quantity: Quantity,
    pub restocked: bool,
    pub credit_net: Money,
}
