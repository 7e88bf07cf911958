//! The work of a set of shipments or deliveries: what was loaded, and what is to be written when all is decided.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::Call;
use o2c_messaging::Verdict;
use o2c_store::{StoreError, Tx};

use super::{confirm_orders::pick, issue::issue};
use crate::{
    domain::{
        draft::Draft,
        ids::OrderId,
        invoicing::{BilledLine, Part},
        refusal::Refusal,
        shipment_part::PartState,
        source::SourceOrder,
        tax::Rules,
    },
    events::publish::{self, NotBillable},
    service::Billing,
    storage::{self, source::SourceLines},
};

/// A verdict for each fact about an order, in the order given: one that does not parse has failed, one whose order is
/// not known yet waits for it, the others are decided. What was billed is news of the order: a return may wait for it.
pub(super) fn verdicts<F>(
    facts: &[Result<F, String>],
    orders: &BTreeMap<OrderId, SourceOrder>,
    order_of: impl Fn(&F) -> OrderId,
    mut decide: impl FnMut(&F, &SourceOrder) -> Result<(), Refusal>,
) -> Vec<Verdict> {
    let verdict = |fact: &Result<F, String>| match fact {
        Err(reason) => Verdict::Failed(reason.clone()),
        Ok(fact) => match orders.get(&order_of(fact)) {
            None => Verdict::Wait(order_of(fact).uuid()),
            Some(order) => match decide(fact, order) {
                Ok(()) => Verdict::DoneFor(order_of(fact).uuid()),
                Err(refusal) => Verdict::Failed(refusal.to_string()),
            },
        },
    };
    facts.iter().map(verdict).collect()
}

/// Decided and not yet written.
pub(super) struct Work {
    source: SourceLines,
    rules: Rules,
    changed: BTreeSet<(OrderId, i32)>,
    keys: Vec<BilledLine>,
    drafts: Vec<Draft>,
    not_billable: Vec<NotBillable>,
}

impl Work {
    pub(super) async fn load(
        billing: &Billing,
        tx: &Tx,
        call: &Call,
        orders: &BTreeSet<OrderId>,
    ) -> Result<Self, StoreError> {
        let source = storage::source::lines_for_update(tx, call.tenant(), orders.iter().copied()).await?;
        let rules = billing.domestic_rules(tx, call).await?;
        Ok(Self {
            source,
            rules,
            changed: BTreeSet::new(),
            keys: Vec::new(),
            drafts: Vec::new(),
            not_billable: Vec::new(),
        })
    }

    pub(super) const fn source(&self) -> &SourceLines {
        &self.source
    }

    /// Bills a part, all of it or nothing, and says what became of it.
    pub(super) fn bill(&mut self, billing: &Billing, order: &SourceOrder, part: &Part) -> Result<PartState, Refusal> {
        let lines = self.source.entry(part.order).or_default();
        let outcome = part.bill(order, lines, &self.rules, billing.config.seat)?;
        for line in outcome.source {
            self.changed.insert((part.order, line.number));
            lines.insert(line.number, line);
        }
        self.keys.extend(outcome.billed);
        match outcome.invoice {
            Some(draft) => {
                let id = draft.head.id;
                self.drafts.push(draft);
                Ok(PartState::Invoiced(id))
            }
            None => {
                self.not_billable.push(NotBillable {
                    shipment: part.shipment,
                    order: part.order,
                    gross_estimate: part.gross_estimate,
                    occurred_at: part.occurred_at,
                });
                Ok(PartState::NotBillable)
            }
        }
    }

    /// Writes each table once; numbers are taken last.
    pub(super) async fn write(self, billing: &Billing, tx: &Tx, call: &Call) -> Result<(), StoreError> {
        storage::source::save(tx, call.tenant(), pick(&self.source, &self.changed)).await?;
        storage::billed::insert_keys(tx, call.tenant(), &self.keys).await?;
        publish::not_billable(billing, tx, call, &self.not_billable).await?;
        issue(billing, tx, call, self.drafts).await?;
        Ok(())
    }
}
