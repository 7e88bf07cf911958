//! Goods came back: credit notes for what they were billed with.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Money, TenantId};
use o2c_messaging::Verdict;
use o2c_store::{StoreError, Tx};

use super::{confirm_orders::pick, issue::issue};
use crate::{
    BillingError,
    domain::{
        ids::{DocumentId, OrderId},
        returned::{GoodsReturn, LineOutcome},
        voiding::voided,
    },
    events::publish::{self, ReturnNotCreditable},
    service::Billing,
    storage::{self, documents::Documents},
};

/// Credits the returns of the set; two of them may meet on one invoice. What is left of its invoices bounds what a return
/// credits, and what it does not credit is told. One that is ahead of its billing waits for it. The
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
    let voided = voided_of(tx, call.tenant(), &invoices).await?;
    let rules = billing.domestic_rules(tx, call).await?;
    let (mut told, mut outcomes) = (Vec::new(), Vec::new());
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
        match goods.credit(order, lines, of_order, &voided, &rules, billing.config.seat) {
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
                told.extend(not_creditable(&goods, &crediting.lines));
                outcomes.push((goods, crediting.lines));
                verdicts.push(Verdict::Done);
            }
            Err(refusal) => verdicts.push(Verdict::Failed(refusal.to_string())),
        }
    }
    storage::source::save(tx, call.tenant(), pick(&source, &changed)).await?;
    let touched = invoices.values().filter(|invoice| credited.contains(&invoice.draft.head.id));
    storage::documents::save_credits(tx, call.tenant(), touched).await?;
    storage::returns::insert(tx, call.tenant(), &outcomes).await?;
    issue(billing, tx, call, drafts).await?;
    publish::return_not_creditable(billing, tx, call, &told).await?;
    Ok(verdicts)
}

/// Those of the invoices that were voided and not issued anew. Only of what is wholly credited the notes are read.
async fn voided_of(tx: &Tx, tenant: &TenantId, invoices: &Documents) -> Result<BTreeSet<DocumentId>, StoreError> {
    let wholly = invoices.values().filter(|invoice| invoice.is_wholly_credited());
    let ids: Vec<_> = wholly.map(|invoice| invoice.draft.head.id.uuid()).collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let notes = storage::related::notes_on(tx, tenant, &ids).await?;
    Ok(voided(invoices.values(), &notes))
}

fn not_creditable(goods: &GoodsReturn, lines: &[LineOutcome]) -> Option<ReturnNotCreditable> {
    let (goods_return, order, occurred_at) = (goods.id, goods.order, goods.occurred_at);
    let not_credited = lines.iter().filter(|line| line.not_credited.is_positive());
    let lines: Vec<(i32, Money)> = not_credited.map(|line| (line.order_line, line.not_credited)).collect();
    (!lines.is_empty()).then_some(ReturnNotCreditable { goods_return, order, lines, occurred_at })
}
