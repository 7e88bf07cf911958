//! What has happened here, as others get to know it.

use o2c_kernel::Call;
use o2c_messaging::{Fact, Outbox};
use o2c_proto::credit::v1 as proto;
use o2c_rpc::wire;
use o2c_store::{StoreError, Tx};

use crate::domain::{CreditFact, CreditReview, Decision};

const DECISION: &str = "credit_decision";
const REVIEW: &str = "credit_review";
const ACCOUNT: &str = "credit_account";

/// Writes the facts to the outbox, in the transaction of what caused them.
pub async fn publish(tx: &Tx, outbox: &Outbox, call: &Call, facts: &[CreditFact]) -> Result<(), StoreError> {
    o2c_messaging::publish(tx, outbox, call, facts.iter().map(fact).collect()).await
}

fn fact(fact: &CreditFact) -> Fact {
    match fact {
        CreditFact::Decided(decision) => {
            Fact::of(DECISION, decision.reservation.uuid(), decision.decided_at, &decided(decision))
        }
        CreditFact::Released(review) => {
            let message = proto::CreditReleased {
                credit_review_id: review.id.to_string(),
                order_id: review.order.to_string(),
                customer_id: review.customer.to_string(),
                amount: Some(wire::money(review.amount)),
                released_by: decided_by(review),
                reason: review.decision_reason.clone(),
            };
            Fact::of(REVIEW, review.id.uuid(), review.decided_at.unwrap_or(review.referred_at), &message)
        }
        CreditFact::Rejected(review) => {
            let message = proto::CreditRejected {
                credit_review_id: review.id.to_string(),
                order_id: review.order.to_string(),
                customer_id: review.customer.to_string(),
                rejected_by: decided_by(review),
                reason: review.decision_reason.clone(),
            };
            Fact::of(REVIEW, review.id.uuid(), review.decided_at.unwrap_or(review.referred_at), &message)
        }
        CreditFact::LimitChanged { change, by, reason, at } => {
            let message = proto::CreditLimitChanged {
                credit_account_id: change.account.to_string(),
                customer_id: change.customer.to_string(),
                old_limit: Some(wire::money(change.before)),
                new_limit: Some(wire::money(change.terms.limit)),
                changed_by: by.as_str().to_owned(),
                reason: reason.clone(),
            };
            Fact::of(ACCOUNT, change.account.uuid(), *at, &message)
        }
        CreditFact::LimitExceeded { account, customer, limit, exposure, at } => {
            let message = proto::CreditLimitExceeded {
                credit_account_id: account.to_string(),
                customer_id: customer.to_string(),
                limit: Some(wire::money(*limit)),
                exposure: Some(wire::money(*exposure)),
            };
            Fact::of(ACCOUNT, account.uuid(), *at, &message)
        }
    }
}

fn decided(decision: &Decision) -> proto::CreditDecided {
    let currency = decision.inputs.amount.currency();
    let money = |minor| wire::money(o2c_kernel::Money::new(minor, currency));
    proto::CreditDecided {
        order_id: decision.order.to_string(),
        customer_id: decision.customer.to_string(),
        reservation_id: decision.reservation.to_string(),
        outcome: decision.verdict.outcome.as_str().to_owned(),
        reasons: decision.verdict.reasons.iter().map(|reason| reason.as_str().to_owned()).collect(),
        amount: Some(wire::money(decision.inputs.amount)),
        limit: decision.inputs.standing.map(|standing| money(standing.limit)),
        exposure: decision.inputs.standing.map(|standing| money(standing.exposure)),
        policy_version: decision.policy_version.clone(),
    }
}

fn decided_by(review: &CreditReview) -> String {
    review.decided_by.as_ref().map(|principal| principal.as_str().to_owned()).unwrap_or_default()
}
