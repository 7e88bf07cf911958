//! Bills what left the warehouse. A line is billed once: its billing key is unique (BIL-1), so a redelivery changes
//! nothing.

use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::fulfillment::v1::ShipmentShipped;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    BillingError,
    app::{self, Shipped, ShippedLine},
    service::Billing,
};

pub async fn on_shipment_shipped(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ShipmentShipped>],
) -> Result<Vec<Verdict>, BillingError> {
    app::bill_shipments(billing, tx, call, read::each(facts, shipped)).await
}

fn shipped(fact: &Received<ShipmentShipped>) -> Result<Shipped, Violations> {
    let message = fact.message.clone();
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let on = parse::date(&mut v, "shipped_on", message.shipped_on);
    let gross_estimate = parse::money(&mut v, "gross_estimate", message.gross_estimate);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=10_000, |v, line| {
        let quantity = parse::quantity(v, "quantity", line.quantity);
        let gross_estimate = parse::money(v, "gross_estimate", line.gross_estimate);
        Some(ShippedLine { order_line: line.order_line_number, quantity: quantity?, gross_estimate: gross_estimate? })
    });
    let occurred_at = fact.occurred_at;
    parse::finish(v, || {
        Some(Shipped {
            shipment: shipment?,
            order: order?,
            on: on?,
            lines: lines?,
            gross_estimate: gross_estimate?,
            occurred_at,
        })
    })
}
