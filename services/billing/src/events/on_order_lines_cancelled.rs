//! Takes note of what is not to be billed any more.

use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::orders::v1::OrderLinesCancelled;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    BillingError,
    app::{self, CancelLines, CancelledLine},
    service::Billing,
};

pub async fn on_order_lines_cancelled(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OrderLinesCancelled>],
) -> Result<Vec<Verdict>, BillingError> {
    app::cancel_lines(billing, tx, call, read::each(facts, cancelled)).await
}

fn cancelled(fact: &Received<OrderLinesCancelled>) -> Result<CancelLines, Violations> {
    let message = fact.message.clone();
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=10_000, |v, line| {
        let quantity = parse::quantity(v, "quantity", line.quantity);
        let net = parse::money(v, "net_amount", line.net_amount);
        Some(CancelledLine { number: line.line_number, quantity: quantity?, net: net? })
    });
    parse::finish(v, || Some(CancelLines { order: order?, lines: lines? }))
}
