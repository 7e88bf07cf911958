//! The owner of the open items has answered.

use std::collections::HashMap;

use o2c_kernel::Money;

use super::{Desk, ItemOutcome, Outcome};
use crate::domain::{
    ApplicationId, Decision, Deduction, DeductionId, ExceptionId, ExceptionReason, Fact, Hold, Move, OpenItemId,
    PaymentException, Proposal, ProposalId, Receipt, Refusal, Source, proposal::sum,
};

impl Desk {
    /// Stores the answer. What was taken is applied; what was refused goes to the exceptions, or back to the account
    /// it came from; and so does what the owner has taken back before its answer came.
    pub fn record(&mut self, id: ProposalId, outcome: &Outcome) -> Result<(), Refusal> {
        let mut proposal = self.proposal(id)?.clone();
        let mut receipt = self.receipt(proposal.receipt)?.clone();
        let decision = proposal.decision.unwrap_or(Decision::Machine);
        proposal.step(Move::Finish(decision))?;
        self.take_answers(&mut proposal, outcome);

        let applied = sum(proposal.items.iter().map(|item| item.applied))?;
        let refused = proposal.cash()?.saturating_sub(applied);
        receipt.apply(applied)?;
        if proposal.on_account > 0 {
            receipt.place_on_account(proposal.on_account)?;
        }
        let back = match proposal.source {
            Source::OnAccount => refused,
            Source::Unapplied => 0,
        };
        if back > 0 {
            receipt.place_on_account(back)?;
        }
        let placed = sum([proposal.on_account, back])?;
        // of what nothing was taken nobody is the payer
        if let (true, Some(customer)) = (applied > 0 || placed > 0, proposal.customer) {
            self.identify(&mut receipt, customer);
        }
        self.tell(&proposal, &receipt, applied)?;
        if placed > 0 {
            let amount = proposal.money(placed);
            self.facts.push(Fact::PlacedOnAccount { receipt: receipt.id, customer: proposal.customer, amount });
        }
        if refused > back {
            self.except(&proposal, &receipt, refused.saturating_sub(back));
        }
        self.raise_deductions(&proposal, &receipt);
        let known: Vec<ApplicationId> = proposal.items.iter().filter_map(|item| item.application).collect();
        for application in known {
            if let Some(early) = self.early.get(&application).copied() {
                self.take_back(&mut proposal, &mut receipt, application, early.amount)?;
            }
        }
        self.receipts.put(&receipt.id.clone(), receipt);
        self.proposals.put(&id, proposal);
        Ok(())
    }

    fn take_answers(&mut self, proposal: &mut Proposal, outcome: &Outcome) {
        let answers: HashMap<OpenItemId, &ItemOutcome> = match outcome {
            Outcome::Decided(items) => items.iter().map(|item| (item.item, item)).collect(),
            Outcome::Refused(_) => HashMap::new(),
        };
        for item in &mut proposal.items {
            let refusal = match (answers.get(&item.item), outcome) {
                (Some(answer), _) if answer.refusal.is_empty() => {
                    item.applied = answer.applied;
                    item.written_off = answer.written_off;
                    item.application = answer.application;
                    // the hold stays until the owner's fact has told how much is open now
                    continue;
                }
                (Some(answer), _) => answer.refusal.clone(),
                (None, Outcome::Refused(reason)) => reason.clone(),
                (None, Outcome::Decided(_)) => "NOT_ANSWERED".to_owned(),
            };
            item.refusal = refusal;
            self.book.reserve(item.item, Hold::Held, item.reserved.saturating_neg());
            item.reserved = 0;
        }
    }

    fn tell(&mut self, proposal: &Proposal, receipt: &Receipt, applied: i64) -> Result<(), Refusal> {
        let refused = proposal.items.iter().filter(|item| !item.refusal.is_empty()).count();
        let written_off = sum(proposal.items.iter().map(|item| item.written_off))?;
        self.facts.push(Fact::Applied {
            receipt: receipt.id,
            proposal: proposal.id,
            customer: proposal.customer,
            applied: proposal.money(applied),
            written_off: proposal.money(written_off),
            straight_through: proposal.decision == Some(Decision::Machine) && refused == 0,
            items: proposal.items.len().saturating_sub(refused),
            refused,
        });
        Ok(())
    }

    fn except(&mut self, proposal: &Proposal, receipt: &Receipt, amount: i64) {
        let exception = PaymentException {
            id: ExceptionId::derive(proposal.id.uuid(), "refused"),
            number: 0,
            receipt: receipt.id,
            reason: ExceptionReason::Refused,
            amount,
            currency: proposal.currency,
            customer: proposal.customer,
            payer_name: receipt.payer_name.clone(),
            reference: receipt.reference.clone(),
            resolved_by: String::new(),
            open: true,
            revision: 1,
        };
        self.exceptions.add(exception.id, exception);
    }

    /// A difference is disputed only where the payment itself was taken.
    fn raise_deductions(&mut self, proposal: &Proposal, receipt: &Receipt) {
        let Some(customer) = proposal.customer else { return };
        for item in proposal.items.iter().filter(|item| item.deduction > 0 && item.refusal.is_empty()) {
            let deduction = Deduction {
                id: DeductionId::derive(proposal.id.uuid(), &item.item.to_string()),
                receipt: receipt.id,
                item: item.item,
                number: item.number.clone(),
                customer,
                amount: Money::new(item.deduction, proposal.currency),
                reason: item.deduction_reason.clone(),
                raised_on: receipt.value_date,
            };
            self.facts.push(Fact::DeductionRaised(deduction.clone()));
            self.deductions.push(deduction);
        }
    }
}
