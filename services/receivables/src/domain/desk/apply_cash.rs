//! Cash onto items: edge by edge, each decided for itself.

use o2c_kernel::Money;

use super::{Desk, edges};
use crate::domain::{
    Application, ApplicationId, ApplyCash, CashDecision, DecidedEdge, EdgeOutcome, Occasion, PaymentApplied,
    ProposedEdge, Receipt, ReceiptFacts, ReceivablesFact, Refusal, Source, WriteOff, WriteOffState, cash_edge_of,
    difference_of, edge_of_write_off,
};

/// Whether the difference that goes along with cash is still to be granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Difference {
    Asked,
    /// It is a fact: the rule granted it then, whatever it would say now.
    Granted,
}

impl Desk {
    /// Decides a proposal, once: asked again, it answers what it answered. A refused edge harms no other.
    pub fn apply_cash(&mut self, command: &ApplyCash) -> Result<CashDecision, Refusal> {
        if let Some(decided) = self.decisions.get(&command.proposal) {
            return if decided.answers(command) { Ok(decided.clone()) } else { Err(Refusal::ProposalReused) };
        }
        // whose money it is shows in what is applied, not in what was tried
        self.receive(&ReceiptFacts { customer: None, ..command.receipt.clone() })?;
        let edges = command.edges.iter().enumerate().map(|(position, edge)| self.decide_edge(command, position, edge));
        let decision = CashDecision { proposal: command.proposal, receipt: command.receipt.id, edges: edges.collect() };
        self.decisions.insert(decision.proposal, decision.clone());
        self.changes.decisions.push(decision.clone());
        Ok(decision)
    }

    fn decide_edge(&mut self, command: &ApplyCash, position: usize, edge: &ProposedEdge) -> DecidedEdge {
        let id = cash_edge_of(command.proposal, position);
        // after a restore an edge may be there that was decided before, and its decision not
        let there = self.applications.contains_key(&id);
        let outcome = match if there { Ok(()) } else { self.cash_edge(command, id, edge, Difference::Asked) } {
            Ok(()) => EdgeOutcome::Applied(id),
            Err(refusal) => EdgeOutcome::Refused(refusal.reason().to_owned()),
        };
        let nothing = Money::zero(edge.amount.currency());
        let open_after = self.items.get(&edge.item).map_or(nothing, |item| item.open);
        DecidedEdge { item: edge.item, asked: edge.amount, asked_write_off: edge.write_off, outcome, open_after }
    }

    pub(super) fn cash_edge(
        &mut self,
        command: &ApplyCash,
        id: ApplicationId,
        proposed: &ProposedEdge,
        difference: Difference,
    ) -> Result<(), Refusal> {
        let item = self.item_or_refuse(proposed.item)?;
        let receipt = self.receipts.get(&command.receipt.id).ok_or(Refusal::Inconsistent("a receipt is not loaded"))?;
        item.payable(proposed.amount)?;
        item.same_currency(proposed.write_off)?;
        item.same_currency(receipt.amount)?;
        if receipt.payer().is_some_and(|payer| payer != item.customer) {
            return Err(Refusal::PayerIsAnother { receipt: receipt.id, item: item.id });
        }
        if command.receipt.customer.or(receipt.customer).is_some_and(|named| named != item.customer) {
            return Err(Refusal::CustomerMismatch(item.id));
        }
        let tolerance = match difference {
            Difference::Asked => Some(self.tolerance_for(Occasion::WithCash, item.id, proposed.write_off)?),
            Difference::Granted => None,
        };
        let receipt_after: Receipt = receipt.used(proposed.amount, item.customer)?;
        let item_after = item.reduced_by(proposed.amount.checked_add(proposed.write_off)?)?;
        let effective_on = self.effective_today([item.posted_on, receipt.posted_on])?;

        let proposal = Some(command.proposal);
        let cash = edges::edge(id, item, Source::Cash(receipt.id), proposed.amount, effective_on, proposal);
        let cash_entry = edges::entry_of(&cash, item)?;
        let difference = self.difference(&cash, proposed.write_off, tolerance);
        let write_off_edge = difference.as_ref().map(|difference| {
            let (edge, source) = (edge_of_write_off(difference.id), Source::WriteOff(difference.id));
            edges::edge(edge, item, source, difference.amount, effective_on, proposal)
        });
        let write_off_entry = match &write_off_edge {
            Some(edge) => edges::entry_of(edge, item)?,
            None => None,
        };
        let fact = PaymentApplied {
            item: item.name(),
            receipt: receipt.id,
            proposal: command.proposal,
            application: id,
            amount: proposed.amount,
            write_off: proposed.write_off,
            open_after: item_after.open,
            effective_on,
        };

        self.receipts.put(receipt_after.id, receipt_after);
        self.add_edge(cash);
        difference.into_iter().for_each(|difference| self.write_offs.put(difference.id, difference));
        write_off_edge.into_iter().for_each(|edge| self.add_edge(edge));
        self.changes.entries.extend(cash_entry.into_iter().chain(write_off_entry));
        self.tell(ReceivablesFact::PaymentApplied(fact));
        self.put_item(item_after);
        Ok(())
    }

    /// The small difference, as a write-off of its own.
    fn difference(&self, cash: &Application, amount: Money, tolerance: Option<Money>) -> Option<WriteOff> {
        if !amount.is_positive() {
            return None;
        }
        let asked = WriteOff {
            id: difference_of(cash.id),
            item: cash.item,
            amount,
            reason: "difference to a payment".to_owned(),
            state: WriteOffState::Requested,
            requested_by: self.moment.by.responsible().clone(),
            requested_on: cash.effective_on,
            decided_by: None,
            decision_reason: String::new(),
            tolerance: None,
            version: 1,
        };
        Some(asked.tolerated(tolerance))
    }
}
