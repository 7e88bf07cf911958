//! What may be billed comes from orders: confirmed lines, and what of them is not wanted any more.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Money, Quantity};
use o2c_messaging::Verdict;
use o2c_store::Tx;

use crate::{
    BillingError,
    domain::{
        ids::OrderId,
        refusal::Refusal,
        source::{SourceLine, SourceOrder},
    },
    service::Billing,
    storage::{self, source::SourceLines},
};

/// A confirmed order with its lines.
#[derive(Clone, Debug)]
pub struct ConfirmOrder {
    pub order: SourceOrder,
    pub lines: Vec<SourceLine>,
}

/// Lines of an order that were cancelled.
#[derive(Clone, Debug)]
pub struct CancelLines {
    pub order: OrderId,
    pub lines: Vec<CancelledLine>,
}

#[derive(Clone, Debug)]
pub struct CancelledLine {
    pub number: i32,
    pub quantity: Quantity,
    pub net: Money,
}

/// Keeps the orders of the set. `Err` is a fact that cannot be read.
pub async fn confirm_orders(
    _billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<ConfirmOrder, String>>,
) -> Result<Vec<Verdict>, BillingError> {
    let (mut orders, mut lines, mut verdicts) = (Vec::new(), Vec::new(), Vec::with_capacity(facts.len()));
    for fact in facts {
        verdicts.push(match fact {
            Ok(confirmed) => {
                orders.push(confirmed.order);
                lines.extend(confirmed.lines);
                Verdict::Done
            }
            Err(reason) => Verdict::Failed(reason),
        });
    }
    storage::source::insert(tx, call.tenant(), &orders, &lines).await?;
    Ok(verdicts)
}

/// Takes note of what is cancelled. An order that was never confirmed has nothing here to cancel.
pub async fn cancel_lines(
    _billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<CancelLines, String>>,
) -> Result<Vec<Verdict>, BillingError> {
    let orders: BTreeSet<OrderId> = facts.iter().flatten().map(|fact| fact.order).collect();
    let mut source = storage::source::lines_for_update(tx, call.tenant(), orders).await?;
    let mut changed: BTreeSet<(OrderId, i32)> = BTreeSet::new();
    let mut verdicts = Vec::with_capacity(facts.len());
    for fact in facts {
        verdicts.push(
            match fact.and_then(|fact| cancel(&mut source, &mut changed, &fact).map_err(|e| e.to_string())) {
                Ok(()) => Verdict::Done,
                Err(reason) => Verdict::Failed(reason),
            },
        );
    }
    storage::source::save(tx, call.tenant(), pick(&source, &changed)).await?;
    Ok(verdicts)
}

/// All lines of a fact or none: they are decided on copies.
fn cancel(source: &mut SourceLines, changed: &mut BTreeSet<(OrderId, i32)>, fact: &CancelLines) -> Result<(), Refusal> {
    let Some(lines) = source.get_mut(&fact.order) else { return Ok(()) };
    let mut after = lines.clone();
    for cancelled in &fact.lines {
        let line = after
            .get_mut(&cancelled.number)
            .ok_or_else(|| Refusal::Contradiction(format!("order {} has no line {}", fact.order, cancelled.number)))?;
        line.cancel(cancelled.quantity, cancelled.net)?;
    }
    changed.extend(fact.lines.iter().map(|line| (fact.order, line.number)));
    *lines = after;
    Ok(())
}

/// The lines that a set has changed.
pub(super) fn pick<'a>(
    source: &'a SourceLines,
    changed: &'a BTreeSet<(OrderId, i32)>,
) -> impl Iterator<Item = &'a SourceLine> {
    changed.iter().filter_map(|(order, number)| source.get(order)?.get(number))
}
