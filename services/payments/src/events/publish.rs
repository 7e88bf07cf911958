//! What has happened here, as others get to know it. Every fact is one of its receipt.

use o2c_kernel::Call;
use o2c_messaging::{Fact as Message, Outbox};
use o2c_proto::payments::v1 as proto;
use o2c_rpc::wire;
use o2c_store::{StoreError, Tx};

use crate::domain::{Deduction, Fact, ReceiptId};

const RECEIPT: &str = "receipt";

/// Writes the facts to the outbox, in the transaction of what caused them.
pub async fn publish(tx: &Tx, outbox: &Outbox, call: &Call, facts: &[Fact]) -> Result<(), StoreError> {
    o2c_messaging::publish(tx, outbox, call, facts.iter().map(|fact| message(call, fact)).collect()).await
}

fn message(call: &Call, fact: &Fact) -> Message {
    fn of<M: o2c_proto::Event>(call: &Call, receipt: ReceiptId, message: &M) -> Message {
        Message::of(RECEIPT, receipt.uuid(), call.now(), message)
    }
    match fact {
        Fact::Received { receipt, bank_account } => {
            let message = proto::PaymentReceived {
                receipt_id: receipt.id.to_string(),
                number: receipt.label(),
                customer_id: wire::optional_id(receipt.customer),
                amount: Some(wire::money(receipt.amount)),
                value_date: Some(wire::date(receipt.value_date)),
                bank_account: bank_account.clone(),
            };
            of(call, receipt.id, &message)
        }
        Fact::Matched { receipt, proposal, customer, band, score, rule_version, items } => {
            let message = proto::PaymentMatched {
                receipt_id: receipt.to_string(),
                match_proposal_id: proposal.to_string(),
                customer_id: wire::optional_id(*customer),
                band: band.as_str().to_owned(),
                score: *score,
                rule_version: rule_version.clone(),
                items: count(*items),
            };
            of(call, *receipt, &message)
        }
        Fact::Identified { receipt, customer } => {
            let message = proto::PayerIdentified { receipt_id: receipt.to_string(), customer_id: customer.to_string() };
            of(call, *receipt, &message)
        }
        Fact::Applied { receipt, proposal, customer, applied, written_off, straight_through, items, refused } => {
            let message = proto::CashApplied {
                receipt_id: receipt.to_string(),
                match_proposal_id: proposal.to_string(),
                customer_id: wire::optional_id(*customer),
                applied_amount: Some(wire::money(*applied)),
                write_off_amount: Some(wire::money(*written_off)),
                straight_through: *straight_through,
                items: count(*items),
                refused_items: count(*refused),
            };
            of(call, *receipt, &message)
        }
        Fact::PlacedOnAccount { receipt, customer, amount } => {
            let message = proto::CashPlacedOnAccount {
                receipt_id: receipt.to_string(),
                customer_id: wire::optional_id(*customer),
                amount: Some(wire::money(*amount)),
            };
            of(call, *receipt, &message)
        }
        Fact::DeductionRaised(deduction) => of(call, deduction.receipt, &raised(deduction)),
    }
}

fn raised(deduction: &Deduction) -> proto::DeductionRaised {
    proto::DeductionRaised {
        receipt_id: deduction.receipt.to_string(),
        deduction_id: deduction.id.to_string(),
        open_item_id: deduction.item.to_string(),
        document_number: deduction.number.clone(),
        customer_id: deduction.customer.to_string(),
        amount: Some(wire::money(deduction.amount)),
        reason: deduction.reason.clone(),
        raised_on: Some(wire::date(deduction.raised_on)),
    }
}

fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}
