//! Goods have arrived: what was waiting for that is billed.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Date, Instant, Quantity};
use o2c_messaging::Verdict;
use o2c_store::Tx;

use super::shipping::Work;
use crate::{
    BillingError,
    domain::{
        ids::{OrderId, ShipmentId},
        invoicing::Part,
        refusal::Refusal,
        source::{BillingRule, SourceOrder},
    },
    service::Billing,
    storage::{
        self,
        billed::{PartRow, PartState},
    },
};

/// A shipment that has arrived.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub on: Date,
    /// Per line of the order.
    pub lines: Vec<(i32, Quantity)>,
    pub occurred_at: Instant,
}

/// Bills what waits for the deliveries of the set. The shipping of a shipment always comes first: it is an earlier fact
/// of the same aggregate.
pub async fn bill_deliveries(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<Delivered, String>>,
) -> Result<Vec<Verdict>, BillingError> {
    let wanted: BTreeSet<OrderId> = facts.iter().flatten().map(|fact| fact.order).collect();
    let shipments: BTreeSet<ShipmentId> = facts.iter().flatten().map(|fact| fact.shipment).collect();
    let orders = storage::source::orders(tx, call.tenant(), wanted.iter().copied()).await?;
    let mut parts = storage::billed::parts(tx, call.tenant(), shipments).await?;
    let mut work = Work::load(billing, tx, call, &wanted).await?;
    let mut decided = Vec::new();
    let mut verdicts = Vec::with_capacity(facts.len());
    for fact in facts {
        verdicts.push(match fact {
            Err(reason) => Verdict::Failed(reason),
            Ok(delivered) => match orders.get(&delivered.order) {
                None => Verdict::Wait(delivered.order.uuid()),
                Some(order) => match parts.get_mut(&(delivered.shipment, BillingRule::OnDelivery)) {
                    Some(part) if part.state == PartState::Waiting => {
                        match bill(billing, &mut work, order, &delivered, part) {
                            Ok(state) => {
                                part.state = state;
                                decided.push(part.clone());
                                Verdict::Done
                            }
                            Err(refusal) => Verdict::Failed(refusal.to_string()),
                        }
                    }
                    // Nothing of it waits for its delivery, or it was billed.
                    Some(_) | None => Verdict::Done,
                },
            },
        });
    }
    storage::billed::save_parts(tx, call.tenant(), &decided).await?;
    work.write(billing, tx, call).await?;
    Ok(verdicts)
}

fn bill(
    billing: &Billing,
    work: &mut Work,
    order: &SourceOrder,
    delivered: &Delivered,
    waiting: &PartRow,
) -> Result<PartState, Refusal> {
    let lines = work.source().get(&delivered.order);
    let on_delivery = |number: &i32| {
        lines.and_then(|lines| lines.get(number)).is_some_and(|line| line.rule == BillingRule::OnDelivery)
    };
    let part = Part {
        shipment: delivered.shipment,
        order: delivered.order,
        rule: BillingRule::OnDelivery,
        supplied_on: delivered.on,
        lines: delivered.lines.iter().filter(|(number, _)| on_delivery(number)).copied().collect(),
        gross_estimate: waiting.gross_estimate,
        occurred_at: delivered.occurred_at,
    };
    work.bill(billing, order, &part)
}
