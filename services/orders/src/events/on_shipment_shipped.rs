//! Goods have left, or services were activated.

use o2c_kernel::{Call, Instant, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::fulfillment::v1::ShipmentShipped;
use o2c_rpc::parse::finish;
use o2c_store::Tx;

use super::recording::{self, Recorded, record};
use crate::{
    domain::{LineQuantity, Order, OrderId, Refusal},
    error::OrdersError,
    service::Orders,
};

pub async fn on_shipment_shipped(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ShipmentShipped>],
) -> Result<Vec<Verdict>, OrdersError> {
    record(orders, tx, call, facts, parse, apply).await
}

fn parse(message: &ShipmentShipped) -> Result<Option<(OrderId, Vec<LineQuantity>)>, Violations> {
    let mut v = Violations::default();
    let order = recording::order(&mut v, &message.order_id);
    let lines = message.lines.iter().map(|line| (line.order_line_number, line.quantity.as_ref()));
    let lines = recording::quantities(&mut v, lines);
    finish(v, || Some(Some((order?, lines?))))
}

fn apply(order: &mut Order, lines: Vec<LineQuantity>, _: Instant) -> Result<Recorded, Refusal> {
    order.shipped(&lines).map(Recorded::from)
}
