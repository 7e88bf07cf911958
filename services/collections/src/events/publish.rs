//! What has happened here, as others get to know it.

use o2c_kernel::Call;
use o2c_messaging::{Fact, Outbox};
use o2c_proto::collections::v1 as proto;
use o2c_rpc::wire;
use o2c_store::{StoreError, Tx};

use crate::domain::{CollectionsFact, DeductionId, Dispute, Notice, What};

const DISPUTE: &str = "dispute";
const CASE: &str = "dunning_case";
/// A reminder belongs to no case: its fact is the only one of its aggregate.
const NOTICE: &str = "dunning_notice";

/// Writes the facts to the outbox, in the transaction of what caused them.
pub async fn publish(tx: &Tx, outbox: &Outbox, call: &Call, facts: Vec<CollectionsFact>) -> Result<(), StoreError> {
    o2c_messaging::publish(tx, outbox, call, facts.iter().map(fact).collect()).await
}

fn fact(fact: &CollectionsFact) -> Fact {
    let at = fact.at;
    match &fact.what {
        What::DisputeOpened(dispute) => Fact::of(DISPUTE, dispute.id.uuid(), at, &opened(dispute)),
        What::DisputeRaised(dispute, deduction) => {
            Fact::of(DISPUTE, dispute.id.uuid(), at, &raised(dispute, *deduction))
        }
        What::DisputeResolved(dispute) => Fact::of(DISPUTE, dispute.id.uuid(), at, &resolved(dispute)),
        What::DisputeClosed(dispute) => Fact::of(DISPUTE, dispute.id.uuid(), at, &closed(dispute)),
        What::NoticeIssued(notice) => match notice.case {
            Some(case) => Fact::of(CASE, case.uuid(), at, &issued(notice)),
            None => Fact::of(NOTICE, notice.id.uuid(), at, &issued(notice)),
        },
        What::CaseCured { case, customer, on } => {
            let message = proto::DunningCaseCured {
                dunning_case_id: case.to_string(),
                customer_id: customer.to_string(),
                cured_on: Some(wire::date(*on)),
            };
            Fact::of(CASE, case.uuid(), at, &message)
        }
    }
}

fn opened(dispute: &Dispute) -> proto::DisputeOpened {
    proto::DisputeOpened {
        dispute_id: dispute.id.to_string(),
        open_item_id: dispute.item.to_string(),
        document_id: dispute.document.to_string(),
        customer_id: dispute.customer.to_string(),
        disputed_amount: Some(wire::money(dispute.disputed)),
        reason: dispute.reason.name().to_owned(),
        opened_on: Some(wire::date(dispute.opened_on)),
        deduction_id: wire::optional_id(dispute.deduction),
    }
}

fn raised(dispute: &Dispute, deduction: DeductionId) -> proto::DisputeAmountRaised {
    proto::DisputeAmountRaised {
        dispute_id: dispute.id.to_string(),
        open_item_id: dispute.item.to_string(),
        customer_id: dispute.customer.to_string(),
        disputed_amount: Some(wire::money(dispute.disputed)),
        deduction_id: deduction.to_string(),
    }
}

fn resolved(dispute: &Dispute) -> proto::DisputeResolved {
    let ruling = dispute.ruling.as_ref();
    proto::DisputeResolved {
        dispute_id: dispute.id.to_string(),
        open_item_id: dispute.item.to_string(),
        document_id: dispute.document.to_string(),
        customer_id: dispute.customer.to_string(),
        resolution: ruling.map(|ruling| ruling.resolution.name().to_owned()).unwrap_or_default(),
        credited_amount: Some(wire::money(dispute.credited())),
        reason: ruling.map(|ruling| ruling.reason.clone()).unwrap_or_default(),
        resolved_on: ruling.map(|ruling| wire::date(ruling.on)),
        disputed_amount: Some(wire::money(dispute.disputed)),
    }
}

fn closed(dispute: &Dispute) -> proto::DisputeClosed {
    proto::DisputeClosed {
        dispute_id: dispute.id.to_string(),
        open_item_id: dispute.item.to_string(),
        customer_id: dispute.customer.to_string(),
        closed_on: dispute.closed_on.map(wire::date),
    }
}

fn issued(notice: &Notice) -> proto::DunningNoticeIssued {
    proto::DunningNoticeIssued {
        dunning_case_id: wire::optional_id(notice.case),
        dunning_notice_id: notice.id.to_string(),
        customer_id: notice.customer.to_string(),
        level: notice.level,
        issued_on: Some(wire::date(notice.issued_on)),
        total_amount: Some(wire::money(notice.total)),
        fee: Some(wire::money(notice.fee)),
        items: i32::try_from(notice.lines.len()).unwrap_or(i32::MAX),
    }
}
