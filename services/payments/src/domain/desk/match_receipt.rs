//! A receipt finds what it pays.

use super::{Desk, ask::SHORT_PAYMENT};
use crate::domain::{
    Decision, ExceptionId, Explanation, Fact, Hold, OpenItem, PaymentException, Proposal, ProposalId, ProposalItem,
    ProposalState, Receipt, ReceiptId, Refusal, Source,
    matching::{Answer, Band, Candidate, Payer, Policy, Question, RULE_VERSION, answer, document_keys, key_of},
};

impl Desk {
    /// Matches a receipt; the answer is a proposal in one of three bands. Money that a rule or a person has spoken for
    /// already is left alone.
    pub fn match_receipt(&mut self, id: ReceiptId, policy: &Policy, by: &str) -> Result<(), Refusal> {
        let receipt = self.receipt(id)?.clone();
        let spoken_for = self.proposals.values().any(|proposal| proposal.receipt == id)
            || self.exceptions.values().any(|exception| exception.receipt == id);
        if spoken_for || receipt.unapplied != receipt.amount.minor() {
            return Ok(());
        }
        let question = self.question(&receipt, policy);
        let answer = answer(&question);
        let mut proposal = proposal(&receipt, question, answer.clone(), by);
        self.facts.push(Fact::Matched {
            receipt: id,
            proposal: proposal.id,
            customer: proposal.customer,
            band: proposal.band,
            score: proposal.score,
            rule_version: proposal.rule_version.clone(),
            items: proposal.items.len(),
        });
        match (answer.band, answer.customer) {
            (Band::Automatic, Some(customer)) => {
                let (proposal, receipt) = self.send(proposal, receipt, customer, Decision::Machine)?;
                self.receipts.put(&id, receipt);
                self.proposals.add(proposal.id, proposal);
            }
            (Band::Suggested, Some(_)) => {
                for item in &mut proposal.items {
                    item.reserved = item.takes();
                    self.book.reserve(item.item, Hold::Suggested, item.reserved);
                }
                self.proposals.add(proposal.id, proposal);
            }
            (Band::Automatic | Band::Suggested, None) | (Band::Exception, _) => {
                proposal.state = ProposalState::Rejected;
                let reason = answer.reason.unwrap_or(crate::domain::matching::Reason::Ambiguous);
                let exception = PaymentException {
                    id: ExceptionId::derive(proposal.id.uuid(), "exception"),
                    number: 0,
                    receipt: id,
                    reason: reason.into(),
                    amount: receipt.unapplied,
                    currency: receipt.currency(),
                    customer: answer.customer,
                    payer_name: receipt.payer_name.clone(),
                    reference: receipt.reference.clone(),
                    resolved_by: String::new(),
                    open: true,
                    revision: 1,
                };
                self.proposals.add(proposal.id, proposal);
                self.exceptions.add(exception.id, exception);
            }
        }
        Ok(())
    }

    /// All that the answer may depend on, as it stands after the receipts before this one.
    fn question(&self, receipt: &Receipt, policy: &Policy) -> Question {
        let (amount, currency) = (receipt.amount.minor(), receipt.currency());
        let payer_key = key_of(&receipt.payer_name);
        let mut referenced: Vec<Candidate> = Vec::new();
        for key in document_keys(&receipt.reference) {
            for item in self.book.numbered(&key).filter(|item| item.currency == currency && item.payable()) {
                if referenced.iter().all(|known| known.item != item.id) {
                    referenced.push(candidate(item, item.unheld()));
                }
            }
        }
        if !referenced.is_empty() {
            return Question {
                amount,
                currency,
                payer_key,
                referenced,
                payer: None,
                of_amount: Vec::new(),
                policy: *policy,
            };
        }
        let payer = self.book.payer(&payer_key).map(|customer| {
            let crowded = self.book.is_crowded(customer);
            let owed = self.book.of_customer(customer, currency);
            let spoken_for = !crowded && owed.iter().any(|item| item.unheld() > 0 && item.suggested > 0);
            let open = owed.into_iter().filter(|item| item.available() > 0);
            let open = open.filter(|item| !crowded || (item.suggested == 0 && item.available() == amount));
            let items = open.map(|item| candidate(item, item.available())).collect();
            Payer { customer, items, crowded, spoken_for }
        });
        let of_amount = match payer {
            Some(_) => Vec::new(),
            None => self
                .book
                .of_amount(currency, amount)
                .into_iter()
                .map(|item| candidate(item, item.available()))
                .collect(),
        };
        Question { amount, currency, payer_key, referenced, payer, of_amount, policy: *policy }
    }
}

fn candidate(item: &OpenItem, available: i64) -> Candidate {
    Candidate {
        item: item.id,
        number: item.number.clone(),
        customer: item.customer,
        name_key: key_of(&item.customer_name),
        due_on: item.due_on,
        available,
    }
}

fn proposal(receipt: &Receipt, question: Question, answer: Answer, by: &str) -> Proposal {
    let item = |item: crate::domain::matching::AnswerItem| ProposalItem {
        item: item.item,
        number: item.number,
        open: item.open,
        amount: item.amount,
        write_off: item.write_off,
        deduction: item.deduction,
        deduction_reason: if item.deduction > 0 { SHORT_PAYMENT.to_owned() } else { String::new() },
        reserved: 0,
        applied: 0,
        written_off: 0,
        application: None,
        refusal: String::new(),
    };
    let automatic = answer.band == Band::Automatic;
    Proposal {
        id: ProposalId::derive(receipt.id.uuid(), "match"),
        number: 0,
        receipt: receipt.id,
        customer: answer.customer,
        currency: receipt.currency(),
        source: Source::Unapplied,
        items: answer.items.into_iter().map(item).collect(),
        on_account: answer.on_account,
        score: answer.score,
        band: answer.band,
        state: ProposalState::Proposed,
        decision: None,
        rule_version: RULE_VERSION.to_owned(),
        decided_by: if answer.band == Band::Suggested { String::new() } else { by.to_owned() },
        explanation: Explanation {
            features: answer.features,
            alternatives: answer.alternatives,
            missing: answer.missing,
            question: automatic.then_some(question),
        },
        revision: 1,
    }
}
