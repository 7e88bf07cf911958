//! Goods came back: credit notes for what they were billed with.

use std::collections::BTreeSet;

use o2c_kernel::Call;
use o2c_messaging::Verdict;
use o2c_store::Tx;

use super::{confirm_orders::pick, issue::issue};
use crate::{
    BillingError,
    domain::{ids::OrderId, returned::GoodsReturn},
    service::Billing,
    storage,
};

/// Credits the returns of the set; two of them may meet on one invoice. One that is ahead of its billing waits for it. The
/// orders are held first: an invoice that is voided and billed again meanwhile is found by what takes its place.
pub async fn credit_returns(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<GoodsReturn, String>>,
) -> Result<Vec<Verdict>, BillingError> {
    let wanted: BTreeSet<OrderId> = facts.iter().flatten().map(|fact| fact.order).collect();
    let orders = storage::source::orders_for_update(tx, call.tenant(), wanted.iter().copied()).await?;
    let mut source = storage::source::lines_for_update(tx, call.tenant(), wanted.iter().copied()).await?;
    let ids = storage::related::invoices_of(tx, call.tenant(), wanted).await?;
    let mut invoices = storage::documents::load_for_update(tx, call.tenant(), ids).await?;
    let rules = billing.domestic_rules(tx, call).await?;
    let mut changed: BTreeSet<(OrderId, i32)> = BTreeSet::new();
    let mut credited = BTreeSet::new();
    let mut drafts = Vec::new();
    let mut verdicts = Vec::with_capacity(facts.len());
    for fact in facts {
        let goods = match fact {
            Ok(goods) => goods,
            Err(reason) => {
                verdicts.push(Verdict::Failed(reason));
                continue;
            }
        };
        let Some(order) = orders.get(&goods.order) else {
            verdicts.push(Verdict::Wait(goods.order.uuid()));
            continue;
        };
        let lines = source.entry(goods.order).or_default();
        match goods.is_early(lines) {
            Ok(false) => {}
            Ok(true) => {
                // billing a shipment is news of its order
                verdicts.push(Verdict::Wait(goods.order.uuid()));
                continue;
            }
            Err(refusal) => {
                verdicts.push(Verdict::Failed(refusal.to_string()));
                continue;
            }
        }
        let of_order = invoices.values().filter(|invoice| invoice.draft.head.order == Some(goods.order));
        match goods.credit(order, lines, of_order, &rules, billing.config.seat) {
            Ok(crediting) => {
                for line in crediting.source {
                    changed.insert((goods.order, line.number));
                    lines.insert(line.number, line);
                }
                for (id, credit) in crediting.credits {
                    if let Some(invoice) = invoices.get_mut(&id) {
                        invoice.apply(&credit);
                    }
                    credited.insert(id);
                    drafts.push(credit.draft);
                }
                drafts.extend(crediting.unreferenced);
                verdicts.push(Verdict::Done);
            }
            Err(refusal) => verdicts.push(Verdict::Failed(refusal.to_string())),
        }
    }
    storage::source::save(tx, call.tenant(), pick(&source, &changed)).await?;
    let touched = invoices.values().filter(|invoice| credited.contains(&invoice.draft.head.id));
    storage::documents::save_credits(tx, call.tenant(), touched).await?;
    issue(billing, tx, call, drafts).await?;
    Ok(verdicts)
}
