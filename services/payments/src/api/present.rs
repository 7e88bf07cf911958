//! From the domain to the wire.

use o2c_kernel::Money;
use o2c_proto::payments::v1 as proto;
use o2c_rpc::wire;

use crate::domain::{
    BankStatement, LineState, PaymentException, Proposal, ProposalItem, ProposalState, Receipt, ReceiptState,
    StatementLine, matching::Band,
};

impl From<&BankStatement> for proto::BankStatement {
    fn from(statement: &BankStatement) -> Self {
        Self {
            bank_statement_id: statement.id.to_string(),
            bank_account: statement.bank_account.clone(),
            statement_number: statement.number.clone(),
            statement_date: Some(wire::date(statement.date)),
            opening_balance: Some(wire::money(statement.opening)),
            closing_balance: Some(wire::money(statement.closing)),
            lines: statement.lines,
        }
    }
}

impl From<&StatementLine> for proto::BankStatementLine {
    fn from(line: &StatementLine) -> Self {
        let (state, receipt) = match line.state {
            LineState::Receipt(receipt) => (proto::BankStatementLineState::Receipt, Some(receipt)),
            LineState::Classified => (proto::BankStatementLineState::Classified, None),
        };
        Self {
            bank_statement_line_id: line.id.to_string(),
            bank_statement_id: line.statement.to_string(),
            line_number: line.line.number,
            value_date: Some(wire::date(line.line.value_date)),
            amount: Some(wire::money(line.line.amount)),
            payer_name: line.line.payer_name.clone(),
            payer_account: line.line.payer_account.clone(),
            reference: line.line.reference.clone(),
            bank_reference: line.line.bank_reference.clone(),
            state: state.into(),
            receipt_id: wire::optional_id(receipt),
        }
    }
}

impl From<&Receipt> for proto::Receipt {
    fn from(receipt: &Receipt) -> Self {
        let money = |minor| Some(wire::money(Money::new(minor, receipt.currency())));
        let state = match receipt.state() {
            ReceiptState::Unapplied => proto::ReceiptState::Unapplied,
            ReceiptState::PartiallyApplied => proto::ReceiptState::PartiallyApplied,
            ReceiptState::Applied => proto::ReceiptState::Applied,
        };
        Self {
            receipt_id: receipt.id.to_string(),
            number: receipt.label(),
            customer_id: wire::optional_id(receipt.customer),
            amount: Some(wire::money(receipt.amount)),
            applied_amount: money(receipt.applied),
            on_account_amount: money(receipt.on_account),
            unapplied_amount: money(receipt.unapplied),
            value_date: Some(wire::date(receipt.value_date)),
            payer_name: receipt.payer_name.clone(),
            reference: receipt.reference.clone(),
            bank_statement_line_id: receipt.line.to_string(),
            state: state.into(),
            etag: wire::etag(receipt.revision),
        }
    }
}

impl From<&Proposal> for proto::MatchProposal {
    fn from(proposal: &Proposal) -> Self {
        let band = match proposal.band {
            Band::Automatic => proto::MatchBand::Automatic,
            Band::Suggested => proto::MatchBand::Suggested,
            Band::Exception => proto::MatchBand::Exception,
        };
        let state = match proposal.state {
            ProposalState::Proposed => proto::MatchProposalState::Proposed,
            ProposalState::Applying => proto::MatchProposalState::Applying,
            ProposalState::AutoApplied => proto::MatchProposalState::AutoApplied,
            ProposalState::Accepted => proto::MatchProposalState::Accepted,
            ProposalState::Edited => proto::MatchProposalState::Edited,
            ProposalState::Rejected => proto::MatchProposalState::Rejected,
        };
        let features = proposal.explanation.features.iter().map(|feature| proto::MatchFeature {
            name: feature.name.clone(),
            value: feature.value.clone(),
            points: feature.points,
        });
        let alternatives = proposal.explanation.alternatives.iter().map(|alternative| proto::MatchAlternative {
            document_numbers: alternative.numbers.clone(),
            score: alternative.score,
        });
        Self {
            match_proposal_id: proposal.id.to_string(),
            receipt_id: proposal.receipt.to_string(),
            customer_id: wire::optional_id(proposal.customer),
            items: proposal.items.iter().map(|item| proposed(proposal, item)).collect(),
            on_account_amount: Some(wire::money(proposal.money(proposal.on_account))),
            score: proposal.score,
            band: band.into(),
            state: state.into(),
            features: features.collect(),
            alternatives: alternatives.collect(),
            missing_for_automatic: proposal.explanation.missing.clone(),
            rule_version: proposal.rule_version.clone(),
            decided_by: proposal.decided_by.clone(),
            etag: wire::etag(proposal.revision),
        }
    }
}

fn proposed(proposal: &Proposal, item: &ProposalItem) -> proto::ProposedItem {
    let money = |minor| Some(wire::money(proposal.money(minor)));
    proto::ProposedItem {
        open_item_id: item.item.to_string(),
        document_number: item.number.clone(),
        open_amount: money(item.open),
        amount: money(item.amount),
        write_off_amount: money(item.write_off),
        deduction_amount: money(item.deduction),
        deduction_reason: item.deduction_reason.clone(),
        refusal_reason: item.refusal.clone(),
    }
}

impl From<&PaymentException> for proto::PaymentException {
    fn from(exception: &PaymentException) -> Self {
        let state = match exception.open {
            true => proto::PaymentExceptionState::Open,
            false => proto::PaymentExceptionState::Resolved,
        };
        Self {
            payment_exception_id: exception.id.to_string(),
            receipt_id: exception.receipt.to_string(),
            reason: exception.reason.as_str().to_owned(),
            amount: Some(wire::money(exception.money())),
            state: state.into(),
            resolved_by: exception.resolved_by.clone(),
            etag: wire::etag(exception.revision),
            customer_id: wire::optional_id(exception.customer),
            payer_name: exception.payer_name.clone(),
            reference: exception.reference.clone(),
        }
    }
}
