//! From facts of the domain to public events.

use o2c_kernel::{Call, Instant};
use o2c_messaging::{Fact, Outbox};
use o2c_proto::receivables::v1 as wire;
use o2c_rpc::wire as to;
use o2c_store::{StoreError, Tx};

use crate::domain::{CreditNoteApplied, CustomerId, PaymentApplied, ReceivablesFact, Reversed, WrittenOff};

const CUSTOMER: &str = "customer";
const OPEN_ITEM: &str = "open_item";
const LEDGER_ENTRY: &str = "ledger_entry";

pub async fn publish(
    tx: &Tx,
    outbox: &Outbox,
    call: &Call,
    facts: &[(Instant, ReceivablesFact)],
) -> Result<(), StoreError> {
    let facts: Vec<Fact> = facts.iter().map(|(at, fact)| public(*at, fact)).collect();
    o2c_messaging::publish(tx, outbox, call, facts).await
}

/// States whom receivables has forgotten.
pub async fn publish_erased(tx: &Tx, outbox: &Outbox, call: &Call, customers: &[CustomerId]) -> Result<(), StoreError> {
    let facts = customers.iter().map(|customer| {
        let message = wire::CustomerErased { customer_id: customer.to_string() };
        Fact::of(CUSTOMER, customer.uuid(), call.now(), &message)
    });
    o2c_messaging::publish(tx, outbox, call, facts.collect()).await
}

fn public(at: Instant, fact: &ReceivablesFact) -> Fact {
    match fact {
        ReceivablesFact::Posted { item, corrects } => {
            let event = wire::OpenItemPosted {
                open_item: Some(wire::OpenItem::from(&**item)),
                corrected_document_id: to::optional_id(*corrects),
            };
            Fact::of(OPEN_ITEM, item.id.uuid(), at, &event)
        }
        ReceivablesFact::PaymentApplied(fact) => Fact::of(OPEN_ITEM, fact.item.id.uuid(), at, &payment(fact)),
        ReceivablesFact::CreditNoteApplied(fact) => Fact::of(OPEN_ITEM, fact.item.id.uuid(), at, &credit_note(fact)),
        ReceivablesFact::WrittenOff(fact) => Fact::of(OPEN_ITEM, fact.item.id.uuid(), at, &written_off(fact)),
        ReceivablesFact::Reversed(fact) => Fact::of(OPEN_ITEM, fact.item.id.uuid(), at, &reversed(fact)),
        ReceivablesFact::Disputed { item, dispute, amount, settled } => {
            let event = wire::OpenItemDisputed {
                open_item_id: item.id.to_string(),
                customer_id: item.customer.to_string(),
                dispute_id: dispute.to_string(),
                disputed_amount: Some(to::money(*amount)),
                settled: Some(*settled),
            };
            Fact::of(OPEN_ITEM, item.id.uuid(), at, &event)
        }
        ReceivablesFact::BadDebt { entry, amount, posted_on, reference } => {
            let event = wire::BadDebtPosted {
                journal_entry_id: entry.to_string(),
                amount: Some(to::money(*amount)),
                posted_on: Some(to::date(*posted_on)),
                reference: reference.clone(),
            };
            Fact::of(LEDGER_ENTRY, entry.uuid(), at, &event)
        }
    }
}

fn payment(fact: &PaymentApplied) -> wire::PaymentApplied {
    wire::PaymentApplied {
        open_item_id: fact.item.id.to_string(),
        document_id: fact.item.document.to_string(),
        document_type: fact.item.document_type.name().to_owned(),
        order_id: to::optional_id(fact.item.order),
        customer_id: fact.item.customer.to_string(),
        receipt_id: fact.receipt.to_string(),
        proposal_id: fact.proposal.to_string(),
        application_id: fact.application.to_string(),
        amount: Some(to::money(fact.amount)),
        write_off_amount: Some(to::money(fact.write_off)),
        open_amount_after: Some(to::money(fact.open_after)),
        effective_on: Some(to::date(fact.effective_on)),
    }
}

fn credit_note(fact: &CreditNoteApplied) -> wire::CreditNoteApplied {
    wire::CreditNoteApplied {
        open_item_id: fact.item.id.to_string(),
        document_id: fact.item.document.to_string(),
        order_id: to::optional_id(fact.item.order),
        customer_id: fact.item.customer.to_string(),
        counterpart_open_item_id: fact.counterpart.to_string(),
        application_id: fact.application.to_string(),
        amount: Some(to::money(fact.amount)),
        open_amount_after: Some(to::money(fact.open_after)),
        effective_on: Some(to::date(fact.effective_on)),
        credit_side: fact.credit_side,
    }
}

fn written_off(fact: &WrittenOff) -> wire::OpenItemWrittenOff {
    wire::OpenItemWrittenOff {
        open_item_id: fact.item.id.to_string(),
        document_id: fact.item.document.to_string(),
        order_id: to::optional_id(fact.item.order),
        customer_id: fact.item.customer.to_string(),
        write_off_id: fact.write_off.to_string(),
        amount: Some(to::money(fact.amount)),
        open_amount_after: Some(to::money(fact.open_after)),
        effective_on: Some(to::date(fact.effective_on)),
    }
}

fn reversed(fact: &Reversed) -> wire::ApplicationReversed {
    wire::ApplicationReversed {
        open_item_id: fact.item.id.to_string(),
        document_id: fact.item.document.to_string(),
        order_id: to::optional_id(fact.item.order),
        customer_id: fact.item.customer.to_string(),
        application_id: fact.application.to_string(),
        reverses_application_id: fact.reverses.to_string(),
        kind: fact.source.kind().to_owned(),
        source_id: fact.source.uuid().to_string(),
        amount: Some(to::money(fact.amount)),
        open_amount_after: Some(to::money(fact.open_after)),
        effective_on: Some(to::date(fact.effective_on)),
        credit_side: fact.credit_side,
    }
}
