//! What happened, for others to know.

use o2c_kernel::{Address, Date, Money, Quantity};

use super::ids::{CustomerId, GoodsReturnId, OrderId, ProductId, ReturnId, ShipmentId, StockLevelId, WarehouseId};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// What is allocated now, by order line.
    AllocationChanged {
        order: OrderId,
        lines: Vec<(i32, Quantity)>,
    },
    ShipmentPlanned {
        shipment: ShipmentId,
        order: OrderId,
        lines: usize,
    },
    ShipmentReleased {
        shipment: ShipmentId,
        order: OrderId,
        wave: String,
    },
    ShipmentPicked {
        shipment: ShipmentId,
        order: OrderId,
        short: bool,
    },
    ShipmentPacked {
        shipment: ShipmentId,
        order: OrderId,
        packages: usize,
    },
    ShipmentShipped(Box<Shipped>),
    ShipmentDelivered(Box<Delivered>),
    ShipmentCancelled {
        shipment: ShipmentId,
        order: OrderId,
        reason: String,
    },
    GoodsReturned(Box<Returned>),
    StockAdjusted {
        level: StockLevelId,
        warehouse: WarehouseId,
        product: ProductId,
        change: Quantity,
        reason: String,
    },
}

/// The goods have left; each line is one billable fact (FUL-5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shipped {
    pub shipment: ShipmentId,
    pub number: i64,
    pub order: OrderId,
    pub customer: CustomerId,
    pub ship_to: Option<Address>,
    pub shipped_on: Date,
    pub activation: bool,
    pub carrier: String,
    pub tracking_number: String,
    pub lines: Vec<ShippedLine>,
    pub gross_estimate: Money,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShippedLine {
    pub line_number: i32,
    pub order_line_number: i32,
    pub product: ProductId,
    pub service: bool,
    pub quantity: Quantity,
    pub gross_estimate: Money,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivered {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub customer: CustomerId,
    pub delivered_on: Date,
    pub received_by: String,
    /// By order line.
    pub lines: Vec<(i32, Quantity)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Returned {
    pub goods_return: GoodsReturnId,
    pub return_id: ReturnId,
    pub order: OrderId,
    pub customer: CustomerId,
    pub received_on: Date,
    pub reason: String,
    pub lines: Vec<ReturnedLine>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnedLine {
    pub return_line_number: i32,
    pub order_line_number: i32,
    pub product: ProductId,
    pub quantity: Quantity,
    pub restocked: bool,
    pub credit_net: Money,
    pub at_order_price: bool,
}
