//! From the domain to the wire.

use o2c_kernel::{Instant, KeyPart, Money};
use o2c_proto::{BatchResponse, credit::v1 as proto};
use o2c_rpc::{InvalidRequest, status, wire};

use super::{accounts, reviews};
use crate::{
    app::{AccountsPage, Checked, EntriesPage, ReviewsPage},
    domain::{
        Category, CreditAccount, CreditReview, DOMAIN, Decision, Entry, Given, Outcome, Reason, ReviewState, RiskClass,
    },
};

impl From<&CreditAccount> for proto::CreditAccount {
    fn from(account: &CreditAccount) -> Self {
        let money = |minor| Some(wire::money(Money::new(minor, account.currency())));
        Self {
            credit_account_id: account.id.to_string(),
            customer_id: account.customer.to_string(),
            limit: Some(wire::money(account.limit())),
            valid_from: account.terms.valid_from.map(wire::date),
            valid_to: account.terms.valid_to.map(wire::date),
            risk_class: risk_class(account.risk_class).into(),
            blocked: account.blocked,
            exposure: Some(wire::money(account.used())),
            categories: Category::ALL
                .into_iter()
                .map(|one| proto::CategoryExposure {
                    category: category(one).into(),
                    amount: money(account.exposure.get(one)),
                })
                .collect(),
            etag: wire::etag(account.revision),
            implicit: !account.opened,
        }
    }
}

impl From<&AccountsPage> for proto::ListCreditAccountsResponse {
    fn from(page: &AccountsPage) -> Self {
        let last = page.accounts.last().filter(|_| page.more).map(|account| [KeyPart::Uuid(account.id.uuid())]);
        Self {
            credit_accounts: page.accounts.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), &page.list),
        }
    }
}

impl From<&EntriesPage> for proto::ListExposureEntriesResponse {
    fn from(page: &EntriesPage) -> Self {
        let currency = page.account.currency();
        let entry = |entry: &Entry| proto::ExposureEntry {
            document_id: entry.change.document.id.to_string(),
            document_type: entry.change.document.kind.as_str().to_owned(),
            category: category(entry.change.category).into(),
            amount: Some(wire::money(Money::new(entry.change.minor, currency))),
            kind: entry.change.kind.as_str().to_owned(),
            recorded_at_micros: entry.at.micros(),
        };
        let last = page.entries.last().filter(|_| page.more).map(|entry| [KeyPart::Int(entry.sequence)]);
        let list = accounts::entries_of(page.account.id);
        Self {
            entries: page.entries.iter().map(entry).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), &list),
        }
    }
}

impl From<&CreditReview> for proto::CreditReview {
    fn from(review: &CreditReview) -> Self {
        let money = |minor| Some(wire::money(Money::new(minor, review.amount.currency())));
        Self {
            credit_review_id: review.id.to_string(),
            order_id: review.order.to_string(),
            customer_id: review.customer.to_string(),
            credit_account_id: review.account.to_string(),
            amount: Some(wire::money(review.amount)),
            limit: money(review.limit),
            exposure: money(review.exposure),
            reasons: reasons(&review.reasons),
            requested_by: review.requested_by.as_str().to_owned(),
            state: match review.state {
                ReviewState::Open => proto::CreditReviewState::Open,
                ReviewState::Released => proto::CreditReviewState::Released,
                ReviewState::Rejected => proto::CreditReviewState::Rejected,
                ReviewState::Closed => proto::CreditReviewState::Closed,
            }
            .into(),
            decided_by: review.decided_by.as_ref().map(|by| by.as_str().to_owned()).unwrap_or_default(),
            decision_reason: review.decision_reason.clone(),
            referred_at_micros: review.referred_at.micros(),
            decided_at_micros: review.decided_at.map(Instant::micros).unwrap_or_default(),
            etag: wire::etag(review.revision),
        }
    }
}

impl From<&ReviewsPage> for proto::ListCreditReviewsResponse {
    fn from(page: &ReviewsPage) -> Self {
        let key = |review: &CreditReview| [KeyPart::Int(review.referred_at.micros()), KeyPart::Uuid(review.id.uuid())];
        let last = page.reviews.last().filter(|_| page.more).map(key);
        let list = reviews::reviews_in(page.state);
        Self {
            credit_reviews: page.reviews.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 2]>::as_slice), &list),
        }
    }
}

impl From<&Decision> for proto::ReserveCreditResponse {
    fn from(decision: &Decision) -> Self {
        let referred = decision.review.filter(|_| decision.verdict.outcome == Outcome::Referred);
        Self {
            reservation_id: decision.reservation.to_string(),
            outcome: outcome(decision.verdict.outcome).into(),
            reasons: reasons(&decision.verdict.reasons),
            credit_review_id: wire::optional_id(referred),
            valid_until_micros: decision.valid_until.map(Instant::micros).unwrap_or_default(),
        }
    }
}

impl From<&Given> for proto::ReleaseCreditResponse {
    fn from(given: &Given) -> Self {
        Self { reservation_id: given.reservation.to_string(), tombstone: given.tombstone }
    }
}

impl From<&Checked> for proto::BatchCheckCreditResponse {
    fn from(checked: &Checked) -> Self {
        let results = checked.0.iter().map(|checked| match checked {
            Ok((order, verdict)) => Ok(proto::CheckCreditResponse {
                order_id: order.to_string(),
                outcome: outcome(verdict.outcome).into(),
                reasons: reasons(&verdict.reasons),
            }),
            Err(violations) => {
                Err(status::rpc_status(&InvalidRequest { violations: violations.clone(), domain: DOMAIN }))
            }
        });
        Self::from_results(results.collect())
    }
}

pub fn risk_class(class: RiskClass) -> proto::RiskClass {
    match class {
        RiskClass::Low => proto::RiskClass::Low,
        RiskClass::Medium => proto::RiskClass::Medium,
        RiskClass::High => proto::RiskClass::High,
    }
}

fn outcome(outcome: Outcome) -> proto::CreditOutcome {
    match outcome {
        Outcome::Approved => proto::CreditOutcome::Approved,
        Outcome::Referred => proto::CreditOutcome::Referred,
        Outcome::Denied => proto::CreditOutcome::Denied,
    }
}

fn category(category: Category) -> proto::ExposureCategory {
    match category {
        Category::OpenOrders => proto::ExposureCategory::OpenOrders,
        Category::OpenReceivables => proto::ExposureCategory::OpenReceivables,
        Category::Special => proto::ExposureCategory::Special,
        Category::DeliveredNotBilled => proto::ExposureCategory::DeliveredNotBilled,
        Category::BilledNotPosted => proto::ExposureCategory::BilledNotPosted,
    }
}

fn reasons(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().map(|reason| reason.as_str().to_owned()).collect()
}
