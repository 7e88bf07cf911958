//! Credit's reviewer says no: the order is rejected.

use o2c_kernel::{Call, Instant, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::credit::v1::CreditRejected;
use o2c_rpc::parse::finish;
use o2c_store::Tx;

use super::recording::{self, Recorded, record};
use crate::{
    domain::{Order, OrderId, Refusal},
    error::OrdersError,
    service::Orders,
};

pub async fn on_credit_rejected(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CreditRejected>],
) -> Result<Vec<Verdict>, OrdersError> {
    record(orders, tx, call, facts, parse, apply).await
}

fn parse(message: &CreditRejected) -> Result<Option<(OrderId, String)>, Violations> {
    let mut v = Violations::default();
    let order = recording::order(&mut v, &message.order_id);
    let reason = match message.reason.as_str() {
        "" => "CREDIT_REJECTED".to_owned(),
        reason => format!("CREDIT_REJECTED: {reason}"),
    };
    finish(v, || Some(Some((order?, reason))))
}

fn apply(order: &mut Order, reason: String, at: Instant) -> Result<Recorded, Refusal> {
    order.credit_rejected(&reason, at).map(|facts| match facts.is_empty() {
        true => Recorded::Nothing,
        false => Recorded::Changed(facts),
    })
}
