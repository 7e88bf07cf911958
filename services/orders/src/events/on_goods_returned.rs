//! Goods came back under a return authorisation.

use std::collections::BTreeMap;

use o2c_kernel::{Call, Instant, Quantity, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::fulfillment::v1::GoodsReturned;
use o2c_rpc::parse::{self, finish};
use o2c_store::Tx;
use uuid::Uuid;

use super::recording::{self, Recorded, record_with};
use crate::{
    domain::{LineQuantity, Order, OrderId, Refusal, Return, ReturnId},
    error::OrdersError,
    service::Orders,
    storage,
};

/// Takes the goods in on the order and on the authorisation.
pub async fn on_goods_returned(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<GoodsReturned>],
) -> Result<Vec<Verdict>, OrdersError> {
    let mut verdicts = record_with(orders, tx, call, facts, parse, apply, return_of).await?;
    let lines: Vec<_> = facts.iter().map(|fact| return_lines(&fact.message).ok()).collect();
    let named: Vec<ReturnId> = lines.iter().flatten().map(|(id, _)| *id).collect();
    let mut returns = storage::returns::find_for_update(tx, call.tenant(), named).await?;
    let mut changed: BTreeMap<ReturnId, Return> = BTreeMap::new();
    for (verdict, lines) in verdicts.iter_mut().zip(lines) {
        let Some((id, lines)) = lines.filter(|_| verdict.is_done()) else { continue };
        let Some(known) = returns.get_mut(&id) else { continue };
        let mut next = known.clone();
        if let Err(refusal) = lines.iter().try_for_each(|line| next.received(line.line, line.quantity)) {
            // The goods are there whatever the paper says: the order's counter stands.
            tracing::warn!(return_id = %id, %refusal, "goods came back on a line that was not authorised");
            continue;
        }
        next.version = changed.get(&id).map_or(known.version + 1, |before| before.version);
        *known = next.clone();
        changed.insert(id, next);
    }
    let changed: Vec<Return> = changed.into_values().collect();
    storage::returns::update(tx, call.tenant(), &changed).await?;
    Ok(verdicts)
}

fn parse(message: &GoodsReturned) -> Result<Option<(OrderId, Vec<LineQuantity>)>, Violations> {
    let mut v = Violations::default();
    let order = recording::order(&mut v, &message.order_id);
    let mut sums: BTreeMap<i32, Quantity> = BTreeMap::new();
    let quantities = message.lines.iter().map(|line| (line.order_line_number, line.quantity.as_ref()));
    let lines = recording::quantities(&mut v, quantities);
    for line in lines.iter().flatten() {
        let sum = sums.entry(line.line).or_default();
        *sum = sum.checked_add(line.quantity).unwrap_or(*sum);
    }
    let sums = sums.into_iter().map(|(line, quantity)| LineQuantity { line, quantity }).collect();
    finish(v, || Some(Some((order?, lines.map(|_| sums)?))))
}

fn return_of(message: &GoodsReturned) -> Option<Uuid> {
    message.return_id.parse().ok()
}

fn return_lines(message: &GoodsReturned) -> Result<(ReturnId, Vec<LineQuantity>), Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "return_id", &message.return_id);
    let lines = message.lines.iter().map(|line| (line.return_line_number, line.quantity.as_ref()));
    let lines = recording::quantities(&mut v, lines);
    finish(v, || Some((id?, lines?)))
}

fn apply(order: &mut Order, lines: Vec<LineQuantity>, _: Instant) -> Result<Recorded, Refusal> {
    order.returned(&lines).map(Recorded::from)
}
