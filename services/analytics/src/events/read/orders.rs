//! Facts of orders.

use o2c_kernel::Instant;
use o2c_proto::orders::v1::{
    CustomerErased, OrderCancellationRefused, OrderCompleted, OrderConfirmed, OrderHeld, OrderHoldReleased,
    OrderLinesCancelled, OrderRejected, OrderSubmitted, ReturnAuthorized,
};

use super::{Read, Reading, Unreadable, of_itself, of_order, value};
use crate::domain::{Fact, OrderId};

fn fact(order: OrderId, fact: Fact) -> Result<Reading, Unreadable> {
    Ok(Reading { related: Some(order.uuid()), fact: Some(fact) })
}

impl Read for OrderSubmitted {
    fn read(self) -> Result<Reading, Unreadable> {
        let order = value::id("order_id", &self.order_id)?;
        let currency = value::currency("net_amount", self.net_amount)?;
        fact(order, Fact::OrderSubmitted { order, number: self.number, currency })
    }
}

impl Read for OrderConfirmed {
    fn read(self) -> Result<Reading, Unreadable> {
        let order = value::id("order_id", &self.order_id)?;
        let submitted_at = Some(self.submitted_at_micros).filter(|micros| *micros > 0).map(Instant::from_micros);
        fact(order, Fact::OrderConfirmed { order, submitted_at })
    }
}

impl Read for OrderCompleted {
    fn read(self) -> Result<Reading, Unreadable> {
        let order = value::id("order_id", &self.order_id)?;
        fact(order, Fact::OrderCompleted { order })
    }
}

impl Read for OrderRejected {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for OrderHeld {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for OrderHoldReleased {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for OrderLinesCancelled {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for OrderCancellationRefused {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for ReturnAuthorized {
    fn read(self) -> Result<Reading, Unreadable> {
        match &self.r#return {
            Some(authorised) => of_order(&authorised.order_id),
            None => of_itself(),
        }
    }
}

impl Read for CustomerErased {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}
