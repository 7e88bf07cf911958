//! What has happened here, as others get to know it.

use o2c_kernel::{Call, Instant, Money};
use o2c_messaging::{Fact, Outbox};
use o2c_proto::credit::v1 as proto;
use o2c_rpc::wire;
use o2c_store::{StoreError, Tx};

use crate::{
    api::present,
    domain::{CreditFact, CreditReview, Decided, Inputs, TermsChangeKind, TermsEntry},
};

pub(super) const DECISION: &str = "credit_decision";
pub(super) const REVIEW: &str = "credit_review";
pub(super) const ACCOUNT: &str = "credit_account";

/// Writes the facts to the outbox, in the transaction of what caused them.
pub async fn publish(tx: &Tx, outbox: &Outbox, call: &Call, facts: &[CreditFact]) -> Result<(), StoreError> {
    o2c_messaging::publish(tx, outbox, call, facts.iter().map(fact).collect()).await
}

fn fact(fact: &CreditFact) -> Fact {
    match fact {
        CreditFact::Decided(decided) => {
            let decision = &decided.decision;
            Fact::of(DECISION, decision.reservation.uuid(), decision.decided_at, &decision_of(decided))
        }
        CreditFact::GivenBack(given) => {
            let message = proto::CreditReservationReleased {
                reservation_id: given.reservation.to_string(),
                order_id: given.order.to_string(),
                customer_id: wire::optional_id(given.freed.map(|(customer, _)| customer)),
                amount: given.freed.map(|(_, amount)| wire::money(amount)),
                tombstone: given.freed.is_none(),
            };
            Fact::of(DECISION, given.reservation.uuid(), given.at, &message)
        }
        CreditFact::Released(review) => {
            let message = proto::CreditReleased {
                credit_review_id: review.id.to_string(),
                order_id: review.order.to_string(),
                customer_id: review.customer.to_string(),
                amount: Some(wire::money(review.amount)),
                released_by: decided_by(review),
                reason: review.decision_reason.clone(),
                valid_until_micros: review.valid_until.map(Instant::micros).unwrap_or_default(),
                credit_review_revision: review.revision,
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
                credit_review_revision: review.revision,
            };
            Fact::of(REVIEW, review.id.uuid(), review.decided_at.unwrap_or(review.referred_at), &message)
        }
        CreditFact::TermsChanged(entry) => terms_changed(entry),
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

fn decision_of(decided: &Decided) -> proto::CreditDecided {
    let Decided { decision, requested_by, recheck, review_revision, given_back } = decided;
    let Inputs { standing, amount, today, released, tolerance_basis_points } = decision.inputs;
    let money = |minor| wire::money(Money::new(minor, amount.currency()));
    proto::CreditDecided {
        order_id: decision.order.to_string(),
        customer_id: decision.customer.to_string(),
        reservation_id: decision.reservation.to_string(),
        outcome: decision.verdict.outcome.as_str().to_owned(),
        reasons: decision.verdict.reasons.iter().map(|reason| reason.as_str().to_owned()).collect(),
        amount: Some(wire::money(amount)),
        limit: standing.map(|standing| money(standing.limit)),
        exposure: standing.map(|standing| money(standing.exposure)),
        policy_version: decision.policy_version.clone(),
        requested_by: requested_by.as_str().to_owned(),
        decided_on: Some(wire::date(today)),
        tolerance_basis_points: i64::from(tolerance_basis_points),
        released_amount: released.map(money),
        account_blocked: standing.is_some_and(|standing| standing.blocked),
        account_valid_from: standing.and_then(|standing| standing.valid_from).map(wire::date),
        account_valid_to: standing.and_then(|standing| standing.valid_to).map(wire::date),
        credit_review_id: wire::optional_id(decision.review),
        credit_review_revision: *review_revision,
        recheck: *recheck,
        valid_until_micros: decision.valid_until.map(Instant::micros).unwrap_or_default(),
        given_back_reservation_ids: given_back.iter().map(ToString::to_string).collect(),
    }
}

fn terms_changed(entry: &TermsEntry) -> Fact {
    let change = &entry.change;
    let (account, at) = (change.account.uuid(), entry.at);
    let (credit_account_id, customer_id) = (change.account.to_string(), change.customer.to_string());
    let (by, reason, revision) = (entry.by.as_str().to_owned(), entry.reason.clone(), change.revision);
    match change.kind {
        TermsChangeKind::Opened | TermsChangeKind::LimitSet => {
            let message = proto::CreditLimitChanged {
                credit_account_id,
                customer_id,
                old_limit: Some(wire::money(change.before)),
                new_limit: Some(wire::money(change.terms.limit)),
                changed_by: by,
                reason,
                valid_from: change.terms.valid_from.map(wire::date),
                valid_to: change.terms.valid_to.map(wire::date),
                risk_class: present::risk_class(change.risk_class).into(),
                blocked: change.blocked,
                revision,
                opened: change.kind == TermsChangeKind::Opened,
            };
            Fact::of(ACCOUNT, account, at, &message)
        }
        TermsChangeKind::Blocked => {
            let message =
                proto::CreditAccountBlocked { credit_account_id, customer_id, blocked_by: by, reason, revision };
            Fact::of(ACCOUNT, account, at, &message)
        }
        TermsChangeKind::Unblocked => {
            let message =
                proto::CreditAccountUnblocked { credit_account_id, customer_id, unblocked_by: by, reason, revision };
            Fact::of(ACCOUNT, account, at, &message)
        }
    }
}

fn decided_by(review: &CreditReview) -> String {
    review.decided_by.as_ref().map(|principal| principal.as_str().to_owned()).unwrap_or_default()
}
