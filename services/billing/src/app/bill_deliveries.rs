//! Goods have arrived: what was waiting for that is billed.

use std::collections::BTreeSet;

use o2c_kernel::{Applied, Call, Date, Instant, Quantity};
use o2c_messaging::Verdict;
use o2c_store::Tx;

use super::shipping::{Work, verdicts};
use crate::{
    BillingError,
    domain::{
        ids::{OrderId, ShipmentId},
        refusal::Refusal,
        shipment_part::ShipmentPart,
        source::{BillingRule, SourceOrder},
    },
    service::Billing,
    storage,
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

impl Delivered {
    /// Nothing has arrived.
    fn is_empty(&self) -> bool {
        self.lines.iter().all(|(_, quantity)| quantity.is_zero())
    }

    fn not_known(&self) -> Refusal {
        let shipment = self.shipment;
        Refusal::Contradiction(format!(
            "shipment {shipment} has arrived, and its shipping was not taken in: it is not billed"
        ))
    }
}

/// Bills what waits for the deliveries of the set. The shipping of a shipment always comes first: it is an earlier fact
/// of the same aggregate. Where it was not taken in all the same, a person has to know: nothing of the shipment was billed,
/// and nothing will be.
pub async fn bill_deliveries(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<Delivered, String>>,
) -> Result<Vec<Verdict>, BillingError> {
    let wanted: BTreeSet<OrderId> = facts.iter().flatten().map(|fact| fact.order).collect();
    let shipments: BTreeSet<ShipmentId> = facts.iter().flatten().map(|fact| fact.shipment).collect();
    // The lines are locked first: who comes second sees what the first has billed.
    let mut work = Work::load(billing, tx, call, &wanted).await?;
    let orders = storage::source::orders(tx, call.tenant(), wanted.iter().copied()).await?;
    let mut parts = storage::billed::parts(tx, call.tenant(), shipments).await?;
    let mut decided = Vec::new();
    let verdicts = verdicts(
        &facts,
        &orders,
        |delivered| delivered.order,
        |delivered, order| {
            let shipped = parts.contains_key(&(delivered.shipment, BillingRule::OnShipment));
            match parts.get_mut(&(delivered.shipment, BillingRule::OnDelivery)) {
                Some(part) => decided.extend(bill(billing, &mut work, order, delivered, part)?),
                None if shipped || delivered.is_empty() => {}
                None => return Err(delivered.not_known()),
            }
            Ok(())
        },
    );
    storage::billed::save_parts(tx, call.tenant(), &decided).await?;
    work.write(billing, tx, call).await?;
    Ok(verdicts)
}

/// The part as it is afterwards; none, if it was settled before.
fn bill(
    billing: &Billing,
    work: &mut Work,
    order: &SourceOrder,
    delivered: &Delivered,
    part: &mut ShipmentPart,
) -> Result<Option<ShipmentPart>, Refusal> {
    let lines = work.source().get(&delivered.order);
    let on_delivery = |number: &i32| {
        lines.and_then(|lines| lines.get(number)).is_some_and(|line| line.rule == BillingRule::OnDelivery)
    };
    let due = delivered.lines.iter().filter(|(number, _)| on_delivery(number)).copied().collect();
    match part.arrived(delivered.on, due, delivered.occurred_at) {
        Applied::Already => Ok(None),
        Applied::Now(due) => {
            part.state = work.bill(billing, order, &due)?;
            Ok(Some(part.clone()))
        }
    }
}
