//! What is allocated to the lines of an order is another quantity now: stock came in, was lost, or a pick was short.

use o2c_kernel::{Call, Instant, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::fulfillment::v1::StockAllocationChanged;
use o2c_rpc::parse::finish;
use o2c_store::Tx;

use super::recording::{self, Recorded, record};
use crate::{
    domain::{LineQuantity, Order, OrderId, Refusal},
    error::OrdersError,
    service::Orders,
};

pub async fn on_stock_allocation_changed(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<StockAllocationChanged>],
) -> Result<Vec<Verdict>, OrdersError> {
    record(orders, tx, call, facts, parse, apply).await
}

fn parse(message: &StockAllocationChanged) -> Result<Option<(OrderId, Vec<LineQuantity>)>, Violations> {
    let mut v = Violations::default();
    let order = recording::order(&mut v, &message.order_id);
    let lines = message.lines.iter().map(|line| (line.line_number, line.allocated_quantity.as_ref()));
    let lines = recording::quantities(&mut v, lines);
    finish(v, || Some(Some((order?, lines?))))
}

fn apply(order: &mut Order, lines: Vec<LineQuantity>, _: Instant) -> Result<Recorded, Refusal> {
    order.allocated(&lines).map(Recorded::from)
}
