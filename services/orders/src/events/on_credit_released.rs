//! Credit's reviewer lets an order go on: its hold is released, and another acceptance begins.

use o2c_kernel::{Call, Instant, Principal, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::credit::v1::CreditReleased;
use o2c_rpc::parse::{self, finish};
use o2c_store::Tx;

use super::recording::{self, Recorded, record};
use crate::{
    domain::{HoldId, HoldRelease, Order, OrderId, Refusal},
    error::OrdersError,
    service::Orders,
};

struct Released {
    review: HoldId,
    by: Principal,
    reason: String,
}

pub async fn on_credit_released(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CreditReleased>],
) -> Result<Vec<Verdict>, OrdersError> {
    record(orders, tx, call, facts, parse, apply).await
}

fn parse(message: &CreditReleased) -> Result<Option<(OrderId, Released)>, Violations> {
    let mut v = Violations::default();
    let order = recording::order(&mut v, &message.order_id);
    let review = parse::id(&mut v, "credit_review_id", &message.credit_review_id);
    let by = Principal::parse(&message.released_by).unwrap_or_else(|_| Principal::of_service("credit"));
    finish(v, || Some(Some((order?, Released { review: review?, by, reason: message.reason.clone() }))))
}

fn apply(order: &mut Order, released: Released, at: Instant) -> Result<Recorded, Refusal> {
    let attempt = order.attempt;
    let release = HoldRelease { by: released.by, at, reason: released.reason };
    let facts = order.credit_released(released.review, release)?.now();
    Ok(match facts {
        None => Recorded::Nothing,
        Some(facts) if order.attempt > attempt => Recorded::AcceptAgain(facts),
        Some(facts) => Recorded::Changed(facts),
    })
}
