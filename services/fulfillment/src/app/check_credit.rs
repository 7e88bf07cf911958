//! Asks credit again, before a transaction is opened: an approval may have expired, or the order may have grown.

use std::collections::BTreeSet;

use o2c_kernel::Call;

use super::Reach;
use crate::{
    clients,
    domain::{
        CreditAnswers,
        ids::{OrderId, ShipmentId},
        shipment::Shipment,
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

/// When it is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checkpoint {
    Delivery,
    GoodsIssue,
}

/// Reads what a set of shipments will touch.
pub(super) async fn look(
    service: &Fulfillment,
    call: &Call,
    shipments: Vec<ShipmentId>,
    with_lines: bool,
) -> Result<(Reach, Vec<Shipment>), FulfillmentError> {
    let found: Vec<Shipment> = service
        .store
        .read(call, async |tx| storage::shipments::read(tx, call.tenant(), shipments, with_lines).await)
        .await?;
    Ok((Reach::of(&found), found))
}

/// Asks about the orders of those shipments that are still here.
pub(super) async fn check_credit(
    service: &Fulfillment,
    call: &Call,
    shipments: &[Shipment],
    checkpoint: Checkpoint,
) -> Result<CreditAnswers, FulfillmentError> {
    let live = shipments.iter().filter(|shipment| shipment.state.is_live());
    let orders: BTreeSet<OrderId> = live.map(|shipment| shipment.order).collect();
    if !service.config.credit_checks {
        let mut answers = CreditAnswers::default();
        orders.into_iter().for_each(|order| answers.approve(order));
        return Ok(answers);
    }
    if orders.is_empty() {
        return Ok(CreditAnswers::default());
    }
    clients::credit::check(&service.transport, call, &orders, checkpoint).await
}
