//! Facts of fulfillment.

use o2c_proto::fulfillment::v1::{
    GoodsReturned, ShipmentCancelled, ShipmentDelivered, ShipmentPacked, ShipmentPicked, ShipmentPlanned,
    ShipmentReleased, ShipmentShipped, StockAdjusted, StockAllocationChanged,
};

use super::{Read, Reading, Unreadable, of_itself, of_order, value};
use crate::domain::{Fact, OrderId};

impl Read for ShipmentShipped {
    fn read(self) -> Result<Reading, Unreadable> {
        let order: OrderId = value::id("order_id", &self.order_id)?;
        let shipped_on = value::date("shipped_on", self.shipped_on)?;
        Ok(Reading { related: Some(order.uuid()), fact: Some(Fact::ShipmentShipped { order, shipped_on }) })
    }
}

impl Read for StockAllocationChanged {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for ShipmentPlanned {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for ShipmentReleased {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for ShipmentPicked {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for ShipmentPacked {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for ShipmentDelivered {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for ShipmentCancelled {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for GoodsReturned {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for StockAdjusted {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}
