//! Goods have left: what is due on shipment is billed, what is due on delivery is kept until it arrives.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Date, Instant, Money, Quantity};
use o2c_messaging::Verdict;
use o2c_store::Tx;

use super::shipping::{Work, verdicts};
use crate::{
    BillingError,
    domain::{
        ids::{OrderId, ShipmentId},
        invoicing::Part,
        refusal::Refusal,
        shipment_part::{PartState, ShipmentPart},
        source::{BillingRule, SourceOrder},
    },
    service::Billing,
    storage,
};

/// A shipment that has left.
#[derive(Clone, Debug)]
pub struct Shipped {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub on: Date,
    pub lines: Vec<ShippedLine>,
    /// What credit holds for it.
    pub gross_estimate: Money,
    pub occurred_at: Instant,
}

#[derive(Clone, Debug)]
pub struct ShippedLine {
    pub order_line: i32,
    pub quantity: Quantity,
    pub gross_estimate: Money,
}

/// Bills the shipments of the set. A shipment whose order is not known yet waits for it; one that was billed is done:
/// its billing keys are there (BIL-1).
pub async fn bill_shipments(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<Shipped, String>>,
) -> Result<Vec<Verdict>, BillingError> {
    let wanted: BTreeSet<OrderId> = facts.iter().flatten().map(|fact| fact.order).collect();
    let shipments: BTreeSet<ShipmentId> = facts.iter().flatten().map(|fact| fact.shipment).collect();
    // The lines are locked first: who comes second sees what the first has billed.
    let mut work = Work::load(billing, tx, call, &wanted).await?;
    let orders = storage::source::orders(tx, call.tenant(), wanted.iter().copied()).await?;
    let known = storage::billed::parts(tx, call.tenant(), shipments).await?;
    let mut billed: BTreeSet<ShipmentId> = known.into_keys().map(|(shipment, _)| shipment).collect();
    let mut parts = Vec::new();
    let verdicts = verdicts(
        &facts,
        &orders,
        |shipped| shipped.order,
        |shipped, order| {
            if !billed.contains(&shipped.shipment) {
                parts.extend(bill(billing, &mut work, order, shipped)?);
                billed.insert(shipped.shipment);
            }
            Ok(())
        },
    );
    storage::billed::insert_parts(tx, call.tenant(), &parts).await?;
    work.write(billing, tx, call).await?;
    Ok(verdicts)
}

fn bill(
    billing: &Billing,
    work: &mut Work,
    order: &SourceOrder,
    shipped: &Shipped,
) -> Result<Vec<ShipmentPart>, Refusal> {
    if shipped.gross_estimate.currency() != order.currency {
        return Err(Refusal::currency_mismatch(order.currency, shipped.gross_estimate.currency()));
    }
    let rule_of = |line: &ShippedLine| {
        let known = work.source().get(&shipped.order).and_then(|lines| lines.get(&line.order_line));
        known.map_or(BillingRule::OnShipment, |line| line.rule)
    };
    let (at_once, later): (Vec<&ShippedLine>, Vec<&ShippedLine>) =
        shipped.lines.iter().partition(|line| rule_of(line) == BillingRule::OnShipment);
    // Together the parts are exactly what credit holds for the shipment.
    let held_back = if at_once.is_empty() {
        shipped.gross_estimate
    } else {
        Money::sum(order.currency, later.iter().map(|line| line.gross_estimate))?
    };
    let mut parts = Vec::with_capacity(2);
    if !later.is_empty() {
        parts.push(row(shipped, BillingRule::OnDelivery, later.len(), held_back, PartState::Waiting));
    }
    if !at_once.is_empty() {
        let part = Part {
            shipment: shipped.shipment,
            order: shipped.order,
            rule: BillingRule::OnShipment,
            supplied_on: shipped.on,
            lines: at_once.iter().map(|line| (line.order_line, line.quantity)).collect(),
            gross_estimate: shipped.gross_estimate.checked_sub(held_back)?,
            occurred_at: shipped.occurred_at,
        };
        let state = work.bill(billing, order, &part)?;
        parts.push(row(shipped, BillingRule::OnShipment, at_once.len(), part.gross_estimate, state));
    }
    Ok(parts)
}

fn row(shipped: &Shipped, rule: BillingRule, lines: usize, gross_estimate: Money, state: PartState) -> ShipmentPart {
    ShipmentPart {
        shipment: shipped.shipment,
        rule,
        order: shipped.order,
        lines: i64::try_from(lines).unwrap_or(i64::MAX),
        gross_estimate,
        state,
    }
}
