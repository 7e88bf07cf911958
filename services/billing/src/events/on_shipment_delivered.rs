//! Bills what was waiting for its delivery.

use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::fulfillment::v1::ShipmentDelivered;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    BillingError,
    app::{self, Delivered},
    service::Billing,
};

pub async fn on_shipment_delivered(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ShipmentDelivered>],
) -> Result<Vec<Verdict>, BillingError> {
    app::bill_deliveries(billing, tx, call, read::each(facts, delivered)).await
}

fn delivered(fact: &Received<ShipmentDelivered>) -> Result<Delivered, Violations> {
    let message = fact.message.clone();
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let on = parse::date(&mut v, "delivered_on", message.delivered_on);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=10_000, |v, line| {
        parse::quantity(v, "quantity", line.quantity).map(|quantity| (line.order_line_number, quantity))
    });
    let occurred_at = fact.occurred_at;
    parse::finish(v, || Some(Delivered { shipment: shipment?, order: order?, on: on?, lines: lines?, occurred_at }))
}
