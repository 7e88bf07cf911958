//! Holds come and go; while there is one, nothing of the order is released to the warehouse (ORD-4).

use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::orders::v1::{OrderHeld, OrderHoldReleased};
use o2c_store::Tx;

use super::parse;
use crate::{
    app,
    domain::{Floor, ids::OrderId},
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

pub(super) async fn on_order_held(
    service: &Fulfillment,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OrderHeld>],
) -> Result<Vec<Verdict>, FulfillmentError> {
    let orders = facts.iter().map(|fact| parse::order_id(&fact.message.order_id)).collect();
    change(service, tx, call, orders, Floor::hold).await
}

pub(super) async fn on_order_hold_released(
    service: &Fulfillment,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OrderHoldReleased>],
) -> Result<Vec<Verdict>, FulfillmentError> {
    let orders = facts.iter().map(|fact| parse::order_id(&fact.message.order_id)).collect();
    change(service, tx, call, orders, Floor::release_hold).await
}

async fn change(
    service: &Fulfillment,
    tx: &Tx,
    call: &Call,
    parsed: Vec<Result<OrderId, Violations>>,
    change: fn(&mut Floor, OrderId),
) -> Result<Vec<Verdict>, FulfillmentError> {
    let orders: Vec<OrderId> = parsed.iter().flatten().copied().collect();
    let tenant = call.tenant();
    let mut floor = app::floor(call);
    storage::orders::ensure(tx, tenant, orders.iter().copied()).await?;
    storage::orders::lock(tx, tenant, &mut floor, orders, false).await?;
    let verdicts = parsed.into_iter().map(|order| match order {
        Ok(order) => {
            change(&mut floor, order);
            Verdict::Done
        }
        Err(violations) => parse::failed(&violations),
    });
    let verdicts = verdicts.collect();
    app::settle(service, tx, call, &mut floor).await?;
    Ok(verdicts)
}
