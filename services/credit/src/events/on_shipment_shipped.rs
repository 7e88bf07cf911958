//! Goods have left: what was reserved becomes delivered, not billed.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::fulfillment::v1::ShipmentShipped;
use o2c_store::Tx;

use super::read::{Unreadable, cause, customer, id, optional_money, order, record, refused};
use crate::{
    domain::{Document, FactMovement},
    error::CreditError,
    service::Credit,
};

pub async fn on_shipment_shipped(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ShipmentShipped>],
) -> Result<Vec<Verdict>, CreditError> {
    record(credit, tx, call, facts.iter().map(movement).collect()).await
}

fn movement(fact: &Received<ShipmentShipped>) -> Result<Option<FactMovement>, Unreadable> {
    let message = &fact.message;
    let customer = customer(&message.customer_id)?;
    let order = Document::order(order(&message.order_id)?);
    let shipment = Document::shipment(id("shipment_id", &message.shipment_id)?);
    // without an estimate nothing was reserved
    let Some(estimate) = optional_money("gross_estimate", message.gross_estimate.as_ref())? else { return Ok(None) };
    FactMovement::shipped(cause(fact), customer, order, shipment, estimate).map(Some).map_err(refused)
}
